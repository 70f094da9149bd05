"""What editors and members send."""
