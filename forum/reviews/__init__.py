"""What critics and members thought of a movie."""
