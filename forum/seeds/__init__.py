"""The sample community."""
