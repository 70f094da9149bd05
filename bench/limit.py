"""The bare limit: a Flask app that returns as many constant bytes as it is asked for, and does nothing else."""

from functools import cache

from flask import Flask

app = Flask("limit")


@app.get("/<int:size>")
def constant(size: int) -> bytes:
    """So many bytes."""
    return _bytes(size)


@cache
def _bytes(size: int) -> bytes:
    return b"x" * size
