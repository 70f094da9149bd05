"""Movies on the shelves of their genres and in the index of title words, each carrying what it is ordered by."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.movies.actions.names import genre_ids
from forum.movies.actions.rows import add_missing, among, one_of
from forum.movies.models import Credit, Genre, Movie, MovieGenre, TitleWord
from forum.movies.titles import decade, sort_title, title_words


def add_words(titles: Iterable[tuple[int, str]]) -> None:
    """Each movie (id, title) is found by the words of its title."""
    rows = [
        {"word": word, "movie_id": movie_id, "sort_title": sort_title(title)}
        for movie_id, title in titles
        for word in title_words(title)
    ]
    add_missing(TitleWord, rows)


def refile(titles: Sequence[tuple[int, str, int]]) -> None:
    """Each movie (id, title, year) is found, and stands on its shelves and in careers, under its new title and year."""
    words = sa.delete(TitleWord).where(one_of(TitleWord.movie_id, [movie_id for movie_id, _, _ in titles]))
    db.session.execute(words, execution_options={"synchronize_session": False})
    add_words((movie_id, title) for movie_id, title, _ in titles)
    for movie_id, title, year in titles:
        moved = {"sort_title": sort_title(title), "decade": decade(year), "year": year}
        shelf = sa.update(MovieGenre).where(MovieGenre.movie_id == movie_id).values(moved)
        careers = sa.update(Credit).where(Credit.movie_id == movie_id, Credit.year != year).values(year=year)
        for refiled in (shelf, careers):
            db.session.execute(refiled, execution_options={"synchronize_session": False})


def put_genres(told: Mapping[int, Sequence[str]], lean: Collection[int] = ()) -> None:
    """Each movie stands on exactly these shelves, in this order; a lean one only if it stood on none."""
    ids = genre_ids(name for names in told.values() for name in names)
    wanted = {movie_id: [ids[name] for name in dict.fromkeys(names)] for movie_id, names in told.items()}
    present = _present(wanted)
    changed = {
        movie_id: genres
        for movie_id, genres in wanted.items()
        if genres != present[movie_id] and not (movie_id in lean and present[movie_id])
    }
    if changed:
        _replace(changed)
        _count([genre for movie_id in changed for genre in present[movie_id]], changed.values())


def _present(movie_ids: Iterable[int]) -> defaultdict[int, list[int]]:
    links = among(MovieGenre.movie_id, movie_ids, MovieGenre.movie_id, MovieGenre.position, MovieGenre.genre_id)
    present: defaultdict[int, list[int]] = defaultdict(list)
    for movie_id, _, genre_id in sorted(tuple(link) for link in links):
        present[movie_id].append(genre_id)
    return present


def _replace(changed: Mapping[int, Sequence[int]]) -> None:
    gone = sa.delete(MovieGenre).where(one_of(MovieGenre.movie_id, list(changed)))
    db.session.execute(gone, execution_options={"synchronize_session": False})
    carried = ("sort_title", "decade", "year", "ratings_count")
    movies = among(Movie.id, changed, Movie.id, *(getattr(Movie, name) for name in carried))
    rows = [
        {"movie_id": movie.id, "genre_id": genre_id, "position": position}
        | {name: getattr(movie, name) for name in carried}
        for movie in movies
        for position, genre_id in enumerate(changed[movie.id])
    ]
    add_missing(MovieGenre, rows)


def _count(before: Iterable[int], after: Iterable[Iterable[int]]) -> None:
    steps = Counter(genre for genres in after for genre in genres)
    steps.subtract(before)
    # In one order for everybody: two imports that lock genres crosswise would wait for each other.
    changed = [{"the_id": genre_id, "step": step} for genre_id, step in sorted(steps.items()) if step]
    if changed:
        table: Any = Genre.__table__
        counted = table.update().where(table.c.id == sa.bindparam("the_id"))
        db.session.execute(counted.values(movies_count=table.c.movies_count + sa.bindparam("step")), changed)
