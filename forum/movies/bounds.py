"""What the house takes of each fact about a movie, whoever tells it: a film file or an editor."""

FIRST_YEAR, LAST_YEAR = 1870, 2100
LONGEST_RUNTIME = 100_000  # minutes: the longest film ever shown ran for 51,420
LONGEST_CONSENSUS = 600
LONGEST_SYNOPSIS = 20_000
LONGEST_RATING = 20
LONGEST_STUDIO = 200
LONGEST_CHARACTER = 200
LONGEST_GENRE = 60
MOST_GENRES = 40
MOST = 2000  # of anything else in one list
LARGEST = 2**63 - 1
IMDB_ID = r"^tt[0-9]{5,12}$"
