"""Two movies that are one: nothing anybody said is lost, every address leads on, every count is right."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.desk.actions.merging import merge_movies
from forum.desk.models import Revision, Suggestion
from forum.kernel.db import db
from forum.kernel.errors import Invalid, Moved, Outdated
from forum.modlog.models import LogEntry
from forum.movies.actions import Source, correct_movie, put_movies
from forum.movies.counts import count
from forum.movies.facts import CreditFacts, MovieFacts
from forum.movies.models import Job, Movie
from forum.movies.queries import get_movie, movie_with_facts, people
from forum.notifications.models import Notification
from forum.quotes.models import Quote, Stage
from forum.reviews.models import Review
from forum.reviews.queries import revisions_of
from forum.search.actions import index_next
from forum.search.models import Entry, Kind
from tests import make
from tests.boards.make import empty as no_boards
from tests.desk.lives import Said, drift, naming, ratings_of, texts_about, two
from tests.support.statements import count_queries

FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.booleans()
OPINION = st.builds(
    Said,
    stars=st.none() | st.sampled_from([0.5, 2, 4, 5]),
    has_words=WORDS,
    day=st.integers(0, 3),
    withdrawn=st.sampled_from([False, False, True]),
    marks=st.integers(0, 2),
).filter(lambda said: said.has_words or said.stars)
LIFE = st.fixed_dictionaries(
    {
        "opinions": st.lists(st.none() | OPINION, min_size=3, max_size=3),
        "quotes": st.lists(st.sampled_from(Stage), max_size=2),
        "imported": st.booleans(),
        "critics": st.sets(st.sampled_from(["Ada", "Bert"])),
        "threads": st.integers(0, 1),
        "news": st.sets(st.sampled_from(["https://news.test/a", "https://news.test/b"])),
        "directors": st.sampled_from([[], ["Lixin Fan"], ["L. Fan"]]),
        "genres": st.sampled_from([[], ["Drama"], ["War", "Drama"]]),
    }
)


def _merge(films, moderator=None, reason="The same film."):
    merge_movies(moderator or make.moderator(), films.dropped, films.kept, reason=reason)
    db.session.commit()
    db.session.expire_all()


@pytest.fixture
def crowd(app):
    """Three who write, two who read."""
    return [make.member() for _ in range(5)]


@pytest.fixture
def moderator(app):
    return make.moderator()


@FEW
@given(lives=st.tuples(LIFE, LIFE))
def test_nothing_said_about_either_is_lost_and_all_is_counted(app, crowd, moderator, lives):
    films, members, readers = two(), crowd[:3], crowd[3:]
    for movie, life in zip((films.dropped, films.kept), lives, strict=True):
        news = [films.news(address) for address in sorted(life["news"])]
        names = {Job.DIRECTOR: [CreditFacts(name) for name in life["directors"]]}
        correct_movie(movie, genres=life["genres"], jobs=names, news=news)
        for member, said in zip(members, life["opinions"], strict=True):
            if said:
                films.has_review(movie, member, said, readers)
        for stage in life["quotes"]:
            films.has_quote(movie, stage, members[0], moderator)
        if life["imported"]:
            films.has_imported_quote(movie, "Words of both.")
        for critic in sorted(life["critics"]):
            films.has_critic(movie, critic)
        for _ in range(life["threads"]):
            films.has_thread(movie, members[1])
    db.session.commit()
    dropped_id, address = films.dropped.id, films.dropped.slug
    _merge(films, moderator)
    found = texts_about(films.kept)
    assert [words for words in films.sentences if words not in found] == []
    assert films.ratings <= ratings_of(films.kept)
    assert list(drift(films.kept)) == []
    assert naming(dropped_id) == []
    with pytest.raises(Moved) as moved:
        get_movie(address)
    assert moved.value.new == films.kept.slug
    no_boards()  # nor anybody else here


def test_every_table_that_names_a_movie_is_moved(app):
    """A new one would go with its movie in silence: move its rows in a merge, then name it here."""
    assert _tables() == {
        "movie_slugs", "movie_sources", "credits", "news_items", "reviews", "critic_reviews", "quotes", "quote_lines",
        "threads", "movie_revisions", "suggestions", "entries",
        "title_words", "movie_genres",  # the kept movie's own stand
    }  # fmt: skip


OLD, NEW = 1, 2
CASES: dict[str, Any] = {
    "the newer opinion stands": (Said(2, True, OLD), Said(4, True, NEW), (4, "kept"), [(2, "dropped")]),
    "also when it was said of the film that goes": (
        Said(2, True, NEW), Said(4, True, OLD), (2, "dropped"), [(4, "kept")],
    ),
    "words stay beside newer stars": (Said(2, True, OLD), Said(4, False, NEW), (4, "dropped"), [(2, "dropped")]),
    "stars stay beside newer words": (Said(2, False, OLD), Said(None, True, NEW), (2, "kept"), []),
    "of two ratings the newer": (Said(2, False, NEW), Said(4, False, OLD), (2, None), [(4, None)]),
    "what was taken back gives way": (Said(2, True, NEW, withdrawn=True), Said(4, False, OLD), (4, None), []),
}  # fmt: skip


def test_a_members_two_opinions_become_one(app):
    films, moderator = two(), make.moderator()
    made: dict[str, Any] = {}
    for case, (dropped, kept, *_) in CASES.items():
        member = make.member()
        both = [films.has_review(films.dropped, member, dropped, []), films.has_review(films.kept, member, kept, [])]
        made[case] = (
            member,
            *(review.id for review in both),
            {"dropped": both[0].body, "kept": both[1].body, None: None},
        )
    _merge(films, moderator)
    for case, (member, first_id, second_id, words) in made.items():
        _, _, (stars, body), earlier = CASES[case]
        [review] = db.session.scalars(sa.select(Review).filter_by(member_id=member.id))
        assert (case, review.movie_id, review.stars, review.body) == (case, films.kept.id, stars, words[body])
        readings = [(it.half_stars / 2, it.body) for it in revisions_of(review).items]
        assert (case, readings) == (case, [(stars, words[which]) for stars, which in earlier])
        assert review.id == max(first_id, second_id)
    # The last one's words are for their author alone, as they were.
    assert [it.body for it in revisions_of(review, member).items] == [words["dropped"]]


def test_links_to_what_became_one_lead_on(app, client, as_):
    films, author, reader = two(), make.member(), make.member()
    gone = films.has_review(films.dropped, author, Said(2, True, OLD, marks=1), [reader]).id
    stays = films.has_review(films.kept, author, Said(4, True, NEW, marks=1), [make.member()]).id
    for movie in (films.dropped, films.kept):
        films.has_imported_quote(movie, "Words of both.")
    double, one = db.session.scalars(sa.select(Quote.id).order_by(Quote.id)).all()
    _merge(films)
    assert client.get(f"/reviews/{gone}").location == f"/reviews/{stays}"
    assert client.get(f"/quotes/{double}").location == f"/quotes/{one}"
    led = as_(reader).post(f"/reviews/{gone}/unhelpful")
    assert (led.status_code, led.location) == (308, f"/reviews/{stays}/unhelpful")
    assert db.session.get_one(Review, stays).helpful_count == 2
    told = db.session.scalars(sa.select(Notification).filter_by(member_id=author.id)).all()
    assert [(line.subject_id, line.times) for line in told] == [(stays, 2)]
    # A third page of the same film: who follows the oldest link of all arrives too.
    other = make.movie("Last Train Home", 2011)
    merge_movies(make.moderator(), films.kept, other, reason="And this.")
    assert client.get(f"/reviews/{gone}").location == f"/reviews/{stays}"
    assert client.get("/movies/last-trian-home-2009").location == f"/movies/{other.slug}"


def test_the_kept_film_knows_best_and_the_history_keeps_the_rest(app):
    films = two(dropped={"synopsis": "Theirs.", "imdb_id": "tt0000001", "tmdb_id": 7, "directors": ["L. Fan"]})
    correct_movie(films.kept, studio="Zeitgeist", imdb_id="tt0000002", genres=["War"])
    correct_movie(films.dropped, studio="Another", genres=["Drama"])
    moderator, member = make.moderator(), make.member()
    waiting = Suggestion(movie_id=films.dropped.id, member_id=member.id, before={}, after={}, reason="I saw it.")
    db.session.add(waiting)
    _merge(films, moderator, reason="A slip of the finger.")
    kept = movie_with_facts(films.kept.slug)
    assert (kept.studio, kept.imdb_id, kept.tmdb_id, kept.synopsis) == ("Zeitgeist", "tt0000002", 7, "Theirs.")
    assert [person.name for person in people(kept, Job.DIRECTOR)] == ["L. Fan"]
    assert [genre.name for genre in kept.genres] == ["War"]
    [revision] = db.session.scalars(sa.select(Revision).filter_by(movie_id=kept.id))
    assert (revision.subject_kind, revision.after, revision.editor_id) == ("merge", None, moderator.id)
    told = revision.before
    assert (told["title"], told["studio"], told["imdb_id"]) == ("Last Trian Home", "Another", "tt0000001")
    assert (told["genres"], told["director"], told["slug"]) == ("Drama", "L. Fan", "last-trian-home-2009")
    assert waiting.movie_id == kept.id
    entry = db.session.scalars(sa.select(LogEntry).filter_by(action="merged")).one()
    assert entry.subject_title == "Last Trian Home (2009) into Last Train Home (2010)"
    assert entry.reason == "A slip of the finger."


def test_an_import_run_again_finds_the_one_film(app):
    source = Source("balcony")
    told = [
        MovieFacts("Last Trian Home", 2009, "trian", {"imdb_id": "tt0000001"}),
        MovieFacts("Last Train Home", 2010, "train", {"imdb_id": "tt0000002"}),
    ]
    dropped, kept = (db.session.get_one(Movie, placed.movie_id) for placed in put_movies(source, told))
    merge_movies(make.moderator(), dropped, kept, reason="One.")
    again = put_movies(source, told)
    assert [(placed.movie_id, placed.is_new, placed.fault) for placed in again] == [(kept.id, False, "")] * 2
    elsewhere = put_movies(Source("other"), [MovieFacts("Anything", 1999, "x", {"imdb_id": "tt0000001"})])
    assert elsewhere[0].movie_id == kept.id
    db.session.expire_all()
    assert kept.imdb_id == "tt0000002"


def test_search_is_as_if_it_had_always_been_one(app):
    films, moderator = two(), make.moderator()
    films.has_review(films.dropped, make.member(), Said(4, True, NEW), [])
    films.has_quote(films.dropped, Stage.APPROVED, make.member(), moderator)
    films.has_thread(films.dropped, make.member())
    _merge(films, moderator)
    merged = _index()
    for kind in Kind:
        index_next(kind, 0)
    assert merged == _index()
    assert {row.title for row in merged if row.kind in ("movie", "review", "quote")} == {"Last Train Home"}


def test_merging_costs_the_same_however_much_was_said(app):
    def cost(people):
        films, moderator = two(), make.moderator()
        for number in range(people):
            member = make.member()
            films.has_review(films.dropped, member, Said(2, True, OLD), [])
            films.has_review(films.kept, member, Said(4, bool(number % 2), NEW), [])
            films.has_thread(films.dropped, member)
            films.has_quote(films.dropped, Stage.PENDING, member, moderator)
        with count_queries() as statements:
            merge_movies(moderator, films.dropped, films.kept, reason="One.")
        db.session.commit()
        return len(statements)

    cost(2)
    assert cost(8) <= cost(3)


def test_a_merged_movie_leaves_its_number_to_nobody(app):
    kept, newest = make.movie(), make.movie()
    merge_movies(make.moderator(), newest, kept, reason="One.")
    assert make.movie().id > newest.id
    with pytest.raises(Outdated):  # who read it before and counts now begins again, and finds the other
        count(newest.id, quotes_count=1)


def test_no_movie_is_merged_with_itself(app):
    movie = make.movie()
    with pytest.raises(Invalid, match="same movie"):
        merge_movies(make.moderator(), movie, movie, reason="No.")


def _index():
    told = (getattr(Entry, name) for name in ("kind", "subject_id", "title", "names", "folded", "body", "movie_id"))
    return db.session.execute(
        sa.select(*told).where(Entry.kind != Kind.MEMBER.value).order_by(Entry.kind, Entry.subject_id)
    ).all()


def _tables():
    return {
        table.name
        for table in db.metadata.sorted_tables
        if any(key.column is Movie.__table__.c.id for key in table.foreign_keys)
    }
