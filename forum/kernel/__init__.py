"""Tools without a subject: nothing here knows a movie or a member."""
