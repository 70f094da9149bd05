"""The form of a movie's facts: one for who adds it, one for who corrects it, one for who suggests a correction."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField

from forum.desk.forms.pieces import Reason, Seen
from forum.desk.models import Entries
from forum.desk.spelling import MOVIE, fault_in, tidied
from forum.kernel.forms import Form, Line, Paragraphs
from forum.modlog.models import LONGEST_REASON
from forum.movies import bounds
from forum.movies.models import LONGEST_TITLE, LONGEST_URL

LONGEST_NUMBER = 30
LONGEST_LIST = 200_000
HOW = "Say how you know. A moderator will want to check it."


def _line(name: str, longest: int, *, needed: str = "") -> Line:
    return Line(MOVIE[name].label, longest, needed=needed)


def _text(name: str, longest: int, rows: int) -> Paragraphs:
    return Paragraphs(MOVIE[name].label, longest, plain=True, render_kw={"rows": rows, "maxlength": longest})


class MovieForm(Form):
    """A movie's facts as texts. Only those that differ from what stands are looked at: the rest is nobody's fault."""

    title = _line("title", LONGEST_TITLE, needed="Every movie has a title.")
    year = _line("year", LONGEST_NUMBER, needed="Every movie has a year.")
    original_title = _line("original_title", LONGEST_TITLE)
    consensus = _text("consensus", bounds.LONGEST_CONSENSUS, 3)
    synopsis = _text("synopsis", bounds.LONGEST_SYNOPSIS, 8)
    synopsis_source = _line("synopsis_source", LONGEST_URL)
    genres = _text("genres", LONGEST_LIST, 3)
    directors = _text("directors", LONGEST_LIST, 2)
    writers = _text("writers", LONGEST_LIST, 2)
    cast = _text("cast", LONGEST_LIST, 8)
    rating = _line("rating", bounds.LONGEST_RATING)
    runtime_minutes = _line("runtime_minutes", LONGEST_NUMBER)
    in_theaters = _line("in_theaters", LONGEST_NUMBER)
    on_dvd = _line("on_dvd", LONGEST_NUMBER)
    box_office_usd = _line("box_office_usd", LONGEST_NUMBER)
    studio = _line("studio", bounds.LONGEST_STUDIO)
    official_site = _line("official_site", LONGEST_URL)
    imdb_id = _line("imdb_id", LONGEST_NUMBER)
    tmdb_id = _line("tmdb_id", LONGEST_NUMBER)
    reason = Line("Why", LONGEST_REASON)

    def __init__(self, standing: Entries | None = None, **options: Any) -> None:
        self._standing: Mapping[str, str] = standing or {}
        super().__init__(data=dict(self._standing), **options)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault with the name of its fact in front: among three days, words alone do not say which."""
        labels = {self[name].id: self[name].label.text for name in MOVIE}
        return [(id, f"{labels[id]}: {words}" if id in labels else words) for id, words in super().faults]

    @property
    def typed(self) -> dict[str, str]:
        """The entries as they were typed."""
        return {name: self[name].data or "" for name in MOVIE}

    @property
    def entries(self) -> dict[str, str]:
        """The entries as they will be read back; ask only where the form is sound."""
        return self._kept | tidied(MOVIE, self._changed)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that what was changed can be stored."""
        sound = bool(super().validate(extra_validators))
        for name, text in self._changed.items():
            fault = "" if self[name].errors else fault_in(MOVIE[name], text)
            if fault:
                self.blame(name, fault)
                sound = False
        return sound

    def yield_where_untouched(self, opened: Entries, standing: Entries) -> None:
        """What its sender left as it was opened reads as it stands by now: nobody undoes what they never saw."""
        for name, text in self.typed.items():
            if text == opened.get(name):
                self[name].data = standing.get(name, "")

    @property
    def _kept(self) -> dict[str, str]:
        return {name: text for name, text in self._standing.items() if name not in self._changed}

    @property
    def _changed(self) -> dict[str, str]:
        return {name: text for name, text in self.typed.items() if text != self._standing.get(name)}


class NewForm(MovieForm):
    """A movie that is not here yet."""

    another = BooleanField("It is another movie")


class EditForm(Seen, MovieForm):
    """A correction that stands at once."""

    reason = Reason()


class SuggestionForm(Seen, MovieForm):
    """A correction for a moderator to look at."""

    reason = Line("How do you know?", LONGEST_REASON, needed=HOW)
