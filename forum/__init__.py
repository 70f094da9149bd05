"""Balcony: a film community people host themselves."""
