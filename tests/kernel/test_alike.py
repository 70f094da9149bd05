"""Parts of pages that all members are shown alike: kept by what they depend on, never a reader's own."""

import pytest
from flask import Flask, g, render_template_string
from jinja2 import TemplateSyntaxError
from sqlalchemy.orm.exc import DetachedInstanceError

from forum.kernel import alike
from forum.kernel.db import db
from forum.members.models import Member
from forum.members.session import someone
from forum.movies.models import Movie
from tests.make import member, movie

AT = "/movies?letter="


@pytest.fixture
def keeping(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The app with parts kept, none so far, whatever was written."""

    class Standing:
        def read(self) -> int:
            return 1

        def close(self) -> None:
            pass

    monkeypatch.setitem(app.extensions, alike.KEPT, None)
    alike.keep(app, Standing())
    return app


@pytest.fixture
def shown(keeping: Flask):
    """What a template shows at an address, in a language, under a version of the house."""

    def shown(template: str, at: str = AT, language: str = "en", version: int = 1, **context: object) -> str:
        with keeping.test_request_context(at, headers={"Accept-Language": language}):
            g.alike_version = version
            return render_template_string(template, **context)

    return shown


def test_a_part_is_made_once_for_what_it_depends_on(shown):
    part = "{% alike 7 %}{{ made() }}{% endalike %}"
    made = iter(range(100))
    first = shown(part, made=made.__next__)
    assert shown(part, made=made.__next__) == first
    others = [
        shown(part.replace("7", "8"), made=made.__next__),
        shown(part, at=f"{AT}b", made=made.__next__),
        shown(part, language="de", made=made.__next__),
        shown(part, version=2, made=made.__next__),
    ]
    assert len({first, *others}) == 5


def test_a_part_for_any_address_is_made_once_for_all_of_them(shown):
    made = iter(range(100))
    part = "{% alike_anywhere %}{{ made() }}{% endalike %}"
    assert shown(part, at="/a", made=made.__next__) == shown(part, at="/b", made=made.__next__) == "0"


def test_words_in_a_kept_part_are_escaped_once(shown):
    part = "{% alike %}<b>{{ words }}</b>{% endalike %}"
    assert [shown(part, words="<i>") for _ in range(2)] == ["<b>&lt;i&gt;</b>"] * 2


@pytest.mark.parametrize("name", sorted(alike.PRIVATE))
def test_a_part_that_names_what_is_one_readers_own_is_refused_before_it_is_shown(shown, name):
    with pytest.raises(TemplateSyntaxError, match=name):
        shown(f"{{% alike %}}{{% if true %}}{{{{ {name} }}}}{{% endif %}}{{% endalike %}}")


@pytest.mark.parametrize("template", ["{{ ask() }}", '{% from "components/csrf.html" import csrf %}{{ csrf() }}'])
def test_what_asks_who_is_reading_breaks_instead_of_being_shown_to_all(shown, template):
    with pytest.raises(AssertionError, match="who is reading"):
        shown(f"{{% alike %}}{template}{{% endalike %}}", ask=someone)


def test_what_is_kept_is_counted_with_its_address_and_with_all_its_words(keeping, shown):
    """Else a shelf of empty parts, or of rows with long texts, would grow without an end."""
    shelf = keeping.extensions[alike.KEPT][1]
    shown("{% alike %}{% endalike %}", at="/movies?q=" + "x" * 1000)
    assert shelf.bytes > 1000
    wanted = movie("Stalker", synopsis="x" * 20_000)
    with keeping.test_request_context(AT):
        g.alike_version = 1
        alike.alike(("some",), lambda: [(db.session.get_one(Movie, wanted.id),)])
    assert shelf.bytes > 21_000


def test_rows_for_all_belong_to_nobody(keeping):
    wanted, reader = movie("Stalker"), member("Ada Lovelace")
    with keeping.test_request_context(AT):
        g.alike_version = 1
        mine = db.session.get_one(Member, reader.id)
        found = alike.alike(("movie", wanted.id), lambda: db.session.get_one(Movie, wanted.id))
        again: Movie = alike.alike(("movie", wanted.id), lambda: pytest.fail("made twice"))
        assert found is again
        assert found not in db.session
        assert mine in db.session
        assert found.title == "Stalker"
        with pytest.raises(DetachedInstanceError):
            _ = found.credits
