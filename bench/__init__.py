"""The benchmark: the real house, filled with made films and talk, beside the bare limit of its server."""
