"""The plate on a seat: who holds it, since when, and why."""
