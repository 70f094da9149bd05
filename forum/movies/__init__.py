"""What they say it about."""
