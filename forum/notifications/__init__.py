"""What a member should be told."""
