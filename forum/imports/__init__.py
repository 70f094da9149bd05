"""Whole films brought in from files."""
