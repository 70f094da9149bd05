"""Pages that show many slices at once."""
