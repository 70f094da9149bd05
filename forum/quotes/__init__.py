"""Lines members remember, from form to queue to page."""
