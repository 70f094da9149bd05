"""One box: an index over everything anybody may read, kept in the transaction of every change."""
