"""Many movies told of at once: found or made, and everything told about them put in its place."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import Outdated
from forum.kernel.events import announce
from forum.movies.actions import crediting, news, shelving
from forum.movies.actions.matching import IDS, Match, Source, match_all
from forum.movies.actions.rows import add_missing, among, change, learn_sizes, one_of
from forum.movies.actions.slugs import claim_slugs, free_slugs, keep_slugs
from forum.movies.events import MoviesPlaced
from forum.movies.facts import MovieFacts, Placed
from forum.movies.models import Credit, Genre, Movie, MovieGenre, MovieSlug, MovieSource, Person, TitleWord
from forum.movies.titles import decade, slug_of, sort_title

Rows = Mapping[int, sa.Row[Any]]


@dataclass(frozen=True)
class Subject:
    """A movie that is told of: its id, what is told, and how it was found."""

    movie_id: int
    facts: MovieFacts
    is_new: bool
    by_key: bool


def put_movies(source: Source, told: Sequence[MovieFacts], *, gently: bool = False) -> list[Placed]:
    """Every movie told of stands in the house once, with what is told; answers in the same order.

    What is told wins, except that a title told before does not undo a correction made since. `gently`: of a movie
    that others brought only the gaps are filled.
    """
    return [placed for wave in _waves(told) for placed in _put(source, wave, gently)]


def learn_catalogue() -> None:
    """The database plans for the catalogue as large as it has become; to be said now and then while it grows fast."""
    learn_sizes(Movie, MovieSlug, MovieSource, TitleWord, Genre, MovieGenre, Person, Credit)


def settle(
    source: Source, told: Sequence[MovieFacts], matches: Sequence[Match], *, gently: bool = False
) -> list[Placed]:
    """What is told is in its place, each of the movie it was matched with; no two of the same one."""
    subjects = _subjects(told, matches)
    standing = [subject.movie_id for subject in subjects if not subject.is_new]
    lean = _told_by_others(source, standing) if gently else None
    # Locked before anything is compared with them, in one order for everybody.
    rows = _lock(standing)
    _update([subject for subject in subjects if not subject.is_new], rows, lean)
    _name(subjects, rows)
    _fill_shelves(subjects, lean or ())
    _remember(source, subjects)
    if subjects:
        announce(MoviesPlaced(tuple(subject.movie_id for subject in subjects)))
    ids = iter(subjects)
    return [Placed(None, fault=match.fault) if match.fault else _placed(next(ids)) for match in matches]


def _put(source: Source, told: Sequence[MovieFacts], gently: bool) -> list[Placed]:
    matches = match_all(source, told)
    found = [match.movie_id for match in matches if match.movie_id]
    if len(found) > len(set(found)):  # the same movie by its number and by its title: one after the other
        half = len(told) // 2
        return _put(source, told[:half], gently) + _put(source, told[half:], gently)
    return settle(source, told, matches, gently=gently)


def _waves(told: Sequence[MovieFacts]) -> Iterator[list[MovieFacts]]:
    """The movies in their order, cut so that no two of one wave can be the same one."""
    wave: list[MovieFacts] = []
    seen: set[object] = set()
    for facts in told:
        signs = _signs(facts)
        if wave and not seen.isdisjoint(signs):
            yield wave
            wave, seen = [], set()
        wave.append(facts)
        seen |= signs
    if wave:
        yield wave


def _signs(facts: MovieFacts) -> set[object]:
    numbers = {(name, number) for name in IDS if (number := facts.values.get(name)) is not None}
    keys = {("key", facts.key)} if facts.key else set()
    return {*keys, ("title", sort_title(facts.title), facts.year), *numbers}


def _subjects(told: Sequence[MovieFacts], matches: Sequence[Match]) -> list[Subject]:
    good = [(facts, match) for facts, match in zip(told, matches, strict=True) if not match.fault]
    new_ids = iter(_insert([facts for facts, match in good if match.movie_id is None]))
    return [
        Subject(match.movie_id or next(new_ids), facts, match.movie_id is None, match.by_key) for facts, match in good
    ]


def _insert(told: Sequence[MovieFacts]) -> list[int]:
    """The ids of these new movies, in order, each at an address of its own."""
    # All rows of one statement name the same columns.
    blank = dict.fromkeys(name for facts in told for name in facts.values)
    ids: dict[int, int] = {}
    while left := [place for place in range(len(told)) if place not in ids]:
        wanted = [slug_of(told[place].title, told[place].year) for place in left]
        slugs = free_slugs(wanted, MovieSlug.slug, Movie.slug)
        facts = [blank | {**told[place].values} | _naming(told[place]) for place in left]
        rows = [row | {"slug": slug} for row, slug in zip(facts, slugs, strict=True)]
        # Whose address somebody took between the look and the insert is not answered, and looks again.
        made = {slug: movie_id for movie_id, slug in add_missing(Movie, rows, Movie.id, Movie.slug, unless="slug")}
        keep_slugs({movie_id: slug for slug, movie_id in made.items()})
        ids |= {place: made[slug] for place, slug in zip(left, slugs, strict=True) if slug in made}
    return [ids[place] for place in range(len(told))]


def _naming(facts: MovieFacts) -> dict[str, Any]:
    title, year = facts.title, facts.year
    return {"title": title, "year": year, "sort_title": sort_title(title), "decade": decade(year)}


def _told_by_others(source: Source, movie_ids: Collection[int]) -> set[int]:
    others = among(MovieSource.movie_id, movie_ids, MovieSource.movie_id, MovieSource.source)
    return {movie_id for movie_id, name in others if name != source.name and name not in IDS}


def _lock(movie_ids: Sequence[int]) -> Rows:
    if not movie_ids:
        return {}
    wanted = sa.select(*Movie.__table__.c).where(one_of(Movie.id, movie_ids))
    rows = {row.id: row for row in db.session.execute(wanted.order_by(Movie.id).with_for_update())}
    if len(rows) < len(set(movie_ids)):
        raise Outdated("Two movies became one while this was read. Run it again.")
    return rows


def _update(subjects: Iterable[Subject], rows: Rows, lean: Collection[int] | None) -> None:
    changes = []
    for subject in subjects:
        row, told = rows[subject.movie_id], subject.facts.values
        kept = _kept(row, lean)
        changed = {
            name: value for name, value in told.items() if name not in kept and _is_new(name, getattr(row, name), value)
        }
        if changed:
            changes.append({"id": row.id} | changed)
    change(Movie, changes)


def _is_new(name: str, stands: object, told: object) -> bool:
    """Whether what is told takes the place of what stands: a number elsewhere gives way to none, but never to another.

    The other is that of a movie which became one with this.
    """
    return stands != told and (name not in IDS or stands is None or told is None)


def _kept(row: sa.Row[Any], lean: Collection[int] | None) -> set[str]:
    """The columns of a movie that gentle telling leaves alone: all that others filled, and always our own words."""
    if lean is None:
        return set()
    filled = {name for name, value in row._mapping.items() if value is not None}
    words = {"synopsis", "synopsis_source"} if row.synopsis and not row.synopsis_source else set()
    return (filled if row.id in lean else set()) | words


def _name(subjects: Iterable[Subject], rows: Rows) -> None:
    """New movies are found by their titles; those told of under a new one move to the address that goes with it."""
    renamed = [subject for subject in subjects if not subject.is_new and _is_renamed(subject, rows[subject.movie_id])]
    if renamed:
        change(Movie, ({"id": it.movie_id} | _naming(it.facts) for it in renamed))
        shelving.refile([(it.movie_id, it.facts.title, it.facts.year) for it in renamed])
    new = [subject for subject in subjects if subject.is_new]
    shelving.add_words([(it.movie_id, it.facts.title) for it in new])
    claim_slugs({it.movie_id: slug_of(it.facts.title, it.facts.year) for it in renamed})


def _is_renamed(subject: Subject, row: sa.Row[Any]) -> bool:
    return not subject.by_key and (row.title, row.year) != (subject.facts.title, subject.facts.year)


def _fill_shelves(subjects: Iterable[Subject], lean: Collection[int]) -> None:
    shelving.put_genres({it.movie_id: it.facts.genres or () for it in subjects if _says(it, it.facts.genres)}, lean)
    crediting.put_credits({it.movie_id: it.facts.credits for it in subjects if it.facts.credits}, lean)
    news.put_news({it.movie_id: it.facts.news or () for it in subjects if _says(it, it.facts.news)})


def _says(subject: Subject, told: Sequence[Any] | None) -> bool:
    """Whether this is to be put; of a movie that is new, that it has none of it needs no saying."""
    return bool(told) or (told is not None and not subject.is_new)


def _remember(source: Source, subjects: Iterable[Subject]) -> None:
    keyed = [subject for subject in subjects if subject.facts.key and not subject.by_key]
    rows = [{"source": source.name, "key": it.facts.key, "movie_id": it.movie_id} for it in keyed]
    add_missing(MovieSource, rows)


def _placed(subject: Subject) -> Placed:
    return Placed(subject.movie_id, subject.is_new)
