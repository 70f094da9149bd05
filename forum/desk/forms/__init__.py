"""What editors send."""
