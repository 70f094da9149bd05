"""What the tests stand on: databases, clients, counted statements, a browser."""
