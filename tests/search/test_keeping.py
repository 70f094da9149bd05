"""The index says what the house says: after every change, after none, and after a second reading."""

import pytest
import sqlalchemy as sa

from forum.app import create_app
from forum.boards import actions as boards
from forum.boards.importing import ReplyFacts, ThreadFacts, put_threads
from forum.cli import inside
from forum.kernel.db import db
from forum.kernel.jobs import Job, enqueue
from forum.kernel.sqlite import writer
from forum.kernel.worker import run_one
from forum.members.actions import archived_member, register_member
from forum.quotes import actions as quotes
from forum.quotes.importing import LineFacts, QuoteFacts, put_quotes
from forum.reviews import actions as reviews
from forum.reviews.importing import AudienceFacts, put_audience_reviews
from forum.reviews.models import Review
from forum.search import actions, cli
from forum.search.models import Entry, NameWord
from tests.search import make


def bodies(kind: str) -> list[str]:
    return sorted(body for found, body in make.index_of("kind", "body") if found == kind)


def test_a_post_is_found_by_what_it_says_now(app):
    author = make.moderator()
    started = make.thread(author, body="At first.")
    answer = make.reply(make.opening(started), author, body="Then this.")
    assert bodies("post") == ["Then this."]
    assert boards.edit_post(author, started, answer, body="Then that.", version=1)
    assert bodies("post") == ["Then that."]
    boards.edit_post(author, started, make.opening(started), body="At last.", version=1)
    assert bodies("thread") == ["At last."]
    boards.remove_post(author, started, answer)
    boards.remove_post(author, started, make.opening(started))
    assert (bodies("post"), bodies("thread")) == ([], [""])


def test_a_review_is_found_until_it_is_taken_back_or_loses_its_words(app):
    film, author = make.movie(), make.member()
    review = make.review(film, author, body="A ticket.")
    assert bodies("review") == ["A ticket."]
    reviews.write_review(author, film, reviews.Opinion(8, "Two tickets."))
    assert bodies("review") == ["Two tickets."]
    reviews.write_review(author, film, reviews.Opinion(8))
    assert bodies("review") == []
    reviews.write_review(author, film, reviews.Opinion(8, "Three tickets."))
    assert bodies("review") == ["Three tickets."]
    reviews.withdraw_review(author, db.session.get_one(Review, review.id))
    assert bodies("review") == []


def test_a_quote_is_found_once_approved_and_until_withdrawn(app):
    author, judge = make.member(), make.moderator()
    sent = make.quote(("Mother", "The train leaves."), author=author)
    assert bodies("quote") == []
    quotes.approve_quote(judge, sent, version=sent.version)
    db.session.commit()
    assert bodies("quote") == ["Mother: The train leaves."]
    quotes.withdraw_quote(author, sent)
    assert bodies("quote") == []


def test_what_files_bring_is_found(app):
    film, writer_ = make.movie(), archived_member("Old Hand")
    put_threads(film, [ThreadFacts("A talk", writer_, "It begins.", (ReplyFacts(writer_, "It goes on."),))])
    put_quotes(film, [QuoteFacts((LineFacts("", "Said."),), status="approved"), QuoteFacts((LineFacts("", "Waits."),))])
    put_audience_reviews(film, [AudienceFacts(writer_, 4, "From a file.")])
    found = {(kind, body) for kind, body in make.index_of("kind", "body") if kind not in ("movie", "person")}
    assert found == {
        ("thread", "It begins."), ("post", "It goes on."), ("quote", "Said."), ("review", "From a file."),
        ("member", ""),
    }  # fmt: skip


def test_what_is_rolled_back_is_not_in_the_index(app, client):
    before = make.index_of()
    register_member("Never Here", "no hash")
    started = boards.start_thread(make.member(), make.board(), title="Kept", body="Kept.")
    db.session.commit()
    boards.write_post(make.member(), started, make.opening(started), body="A neverwas.")
    register_member("Nobody Atall", "no hash")
    db.session.rollback()
    assert "Nothing here has this word." in client.get("/search?q=neverwas").text
    assert {title for (title,) in make.index_of("title")} - {row[2] for row in before} == {"Never Here", "Kept"}
    assert bodies("post") == []


def test_another_transaction_sees_a_change_only_when_it_is_committed(app, settings):
    register_member("Somebody New", "no hash")
    with create_app(settings).app_context():
        assert make.index_of("title") == set()
        db.session.remove()
        db.engine.dispose()


def everything():
    film = make.movie("Stalker", 1979, cast=["Alexander Kaidanovsky"], synopsis="Three men go into the Zone.")
    author = register_member("The Writer", "no hash")
    started = make.thread(author, about=film, title="The Zone", body="What is it? ||A room.||")
    make.reply(make.opening(started), author)
    make.review(film, author)
    make.approved("Let it come true.", movie=film, author=author)
    return film


def test_reading_everything_again_comes_to_the_same_and_mends_what_is_wrong(app):
    everything()
    make.moderator()
    app.test_cli_runner().invoke(inside(cli.group), ["reindex"])
    kept = make.index_of()
    assert {row[0] for row in kept} == {"movie", "person", "thread", "post", "review", "quote", "member"}
    db.session.execute(sa.delete(Entry).where(Entry.kind.in_(["movie", "post"])))
    db.session.execute(sa.update(Entry).where(Entry.kind == "thread").values(body="wrong", folded="wrong"))
    db.session.add(Entry(kind="quote", subject_id=10**6, title="Gone", created_at=make.moment()))
    db.session.execute(sa.delete(NameWord))
    db.session.commit()
    said = app.test_cli_runner().invoke(inside(cli.group), ["reindex"])
    assert said.exit_code == 0, said.output
    assert "Everything is in the index." in said.output
    assert make.index_of() == kept
    assert "stalker" in set(db.session.scalars(sa.select(NameWord.word)))


def test_reading_in_small_pieces_misses_nothing(app, monkeypatch):
    for number in range(7):
        make.movie(f"Piece {number}")
    kept = make.index_of()
    db.session.execute(sa.delete(Entry))
    db.session.commit()
    monkeypatch.setattr(actions, "PIECE", 3)
    app.test_cli_runner().invoke(inside(cli.group), ["reindex"])
    assert make.index_of() == kept


def test_the_worker_fills_an_empty_index(app, monkeypatch):
    everything()
    app.test_cli_runner().invoke(inside(cli.group), ["reindex"])
    kept = make.index_of()
    db.session.execute(sa.delete(Entry))
    enqueue("reindex_search")
    db.session.commit()
    with writer():
        for _ in range(20):
            run_one(app)
    assert make.index_of() == kept
    assert db.session.scalars(sa.select(Job.kind)).all() == []


@pytest.mark.sqlite_only("PostgreSQL keeps its words in generated columns")
def test_the_full_text_table_holds_what_the_index_holds(app):
    film = everything()
    app.test_cli_runner().invoke(inside(cli.group), ["reindex"])
    db.session.execute(sa.delete(type(film)).where(type(film).id == film.id))
    db.session.execute(sa.text("INSERT INTO entries_words (entries_words, rank) VALUES ('integrity-check', 1)"))
    db.session.commit()
