"""What members are told, once each, and nobody else."""

from forum.badges.events import BadgeAwarded, BadgeWithdrawn
from forum.kernel.db import db
from forum.kernel.events import announce
from forum.notifications.actions import tell
from forum.notifications.models import LONGEST_WORDS
from forum.notifications.queries import newest_for
from tests import make
from tests.quotes.make import approved, quote, rejected


def words(member):
    return [line.words for line in newest_for(member)]


def test_an_author_hears_of_each_decision_and_others_of_none(app):
    ada, bert = make.member("Ada"), make.member("Bert")
    approved(author=ada, movie=make.movie("Yi Yi"))
    rejected(author=ada, movie=make.movie("Cure"))
    quote(author=bert)
    assert words(ada) == ["Your quote from Cure was rejected.", "Your quote from Yi Yi is on its page."]
    assert words(bert) == []


def test_a_member_hears_of_the_badge_coming_and_going(app):
    ada, moderator = make.member("Ada"), make.moderator()
    announce(BadgeAwarded(ada.id, 7, moderator.id))
    announce(BadgeWithdrawn(ada.id, 7, moderator.id))
    assert words(ada) == ["You are no longer a Super Reviewer.", "You are a Super Reviewer now."]
    assert words(moderator) == []


def test_the_same_event_told_twice_is_one_line(app):
    ada = make.member()
    for _ in range(2):
        announce(BadgeAwarded(ada.id, 7, None))
    assert words(ada) == ["You are a Super Reviewer now."]


def test_where_there_is_nobody_nobody_is_told(app):
    tell(None, "quote_approved", "quote", 1, "Nobody sent it.")
    approved_from_file = quote()
    approved_from_file.author = None
    db.session.commit()
    assert words(make.member()) == []


def test_only_the_newest_lines_are_read_and_long_ones_are_cut(app):
    ada = make.member()
    for n in range(9):
        tell(ada.id, "quote_approved", "quote", n, f"{n}" * 999)
    assert [line[0] for line in words(ada)] == ["8", "7", "6", "5", "4"]
    assert all(len(line) == LONGEST_WORDS for line in words(ada))
    assert len(newest_for(ada, most=7)) == 7


def test_a_long_title_still_fits(app):
    approved(author=(ada := make.member()), movie=make.movie("x" * 250))
    assert words(ada)[0].endswith("is on its page.")
