"""What moderators did, for ever."""
