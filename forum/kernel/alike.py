"""What a page shows to every member alike: made once, and kept until anything they could notice was written.

The page store shows a reader without a session whole pages; a member's page is made each time, but most of it is the
same for all. `{% alike %}…{% endalike %}` in a template keeps such a part, `alike()` the rows that a view needs. Both
are told apart by the address, the language and what is named; neither may ask who is reading, or show anything of a
table that raises no number (`UNSEEN`).
"""

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import structlog
from flask import Flask, current_app, g, request
from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from forum.kernel.db import Model, db
from forum.kernel.db_faults import describe_fault
from forum.kernel.formats import locale
from forum.kernel.page_shelf import Shelf
from forum.kernel.page_version import FAULTS, VersionReader
from forum.kernel.request_limits import SAFE_METHODS

Made = TypeVar("Made")
P = ParamSpec("P")
KEPT = "balcony_alike"
MOST_BYTES = 32 * 1024 * 1024  # in each process
AROUND_A_ROW = 2000  # what is remembered of each loaded row beside its texts, about
SMALL = frozenset({int, bool, float, type(None), date, datetime})  # counted among what is around a row
LONGEST_ADDRESS = 2000
# What only one reader's page may hold. A part that names one of these is refused when its template is compiled.
PRIVATE = frozenset({"me", "csrf_token", "new_once", "session", "theme", "get_flashed_messages", "arrived_forms"})

_for_all: ContextVar[bool] = ContextVar("for_all", default=False)
log = structlog.get_logger()


@dataclass(frozen=True)
class Part:
    """Something kept, and how many bytes it takes, about."""

    made: Any
    size: int


def install(app: Flask, version: VersionReader | None) -> None:
    """Templates know the tag; with a version, what it holds is kept. Register before everything that queries."""
    app.jinja_env.add_extension(AlikeTag)
    app.before_request(_note_version)
    if version is not None:
        keep(app, version)


def keep(app: Flask, version: VersionReader) -> None:
    """From now on parts of pages are kept, none so far."""
    app.extensions[KEPT] = version, Shelf[Part](MOST_BYTES)


def alike(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives, the same for every reader of this language: rows, read without a session.

    Rows are handed out detached, for nobody may change what others are shown; what they lead to must be loaded.
    """
    return _kept(("rows", key), lambda: _apart(make))


def private(ask: Callable[P, Made]) -> Callable[P, Made]:
    """Whatever answers differently for each reader, so guarded that it never becomes a part of everybody's page."""

    @wraps(ask)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Made:
        if _for_all.get():
            raise AssertionError(f"{ask.__name__}: what all are shown must not depend on who is reading")
        return ask(*args, **kwargs)

    return guarded


class AlikeTag(Extension):
    """`{% alike thread.id, standing %}…{% endalike %}`: a part of a page that depends on these values alone, on the
    address and on the language. What is set inside stays inside. With `alike_anywhere`, not even on the address."""

    tags = {"alike", "alike_anywhere"}

    def parse(self, parser: Parser) -> nodes.Node:
        """The tag as a call that makes its body only where none is kept."""
        tag = next(parser.stream)
        values: list[nodes.Expr] = []
        while parser.stream.current.type != "block_end":
            values.append(parser.parse_expression())
            parser.stream.skip_if("comma")
        body = parser.parse_statements(("name:endalike",), drop_needle=True)
        _refuse_private(parser, body, parser.environment)
        where = nodes.Const(f"{parser.name}:{tag.lineno}")
        part = self.call_method(f"_{tag.value}", [where, nodes.Tuple(values, "load")])
        return nodes.CallBlock(part, [], [], body).set_lineno(tag.lineno)

    def _alike(self, where: str, values: tuple[Hashable, ...], caller: Callable[[], str]) -> str:
        return self._alike_anywhere(where, (request.full_path, *values), caller)

    def _alike_anywhere(self, where: str, values: tuple[Hashable, ...], caller: Callable[[], str]) -> str:
        return _kept((where, *values), lambda: _made(caller))


def _kept(key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
    version = g.get("alike_version")
    if version is None:
        return make()
    shelf: Shelf[Part] = current_app.extensions[KEPT][1]
    whole = (*key, str(locale()))
    found = shelf.find(whole, version)
    if found is None:
        made = make()
        found = shelf.put(whole, version, Part(made, _size((whole, made), set())))
    return cast(Made, found.made)


def _size(thing: object, counted: set[int]) -> int:
    """The bytes of a thing and of what it leads to, each counted once: an address and a post may be long or short."""
    if isinstance(thing, str):
        return sys.getsizeof(thing)
    if id(thing) in counted:
        return 0
    counted.add(id(thing))
    if isinstance(thing, Model):
        return AROUND_A_ROW + _sizes(vars(thing).values(), counted)
    parts = thing if isinstance(thing, list | tuple) else vars(thing).values() if is_dataclass(thing) else ()
    return sys.getsizeof(thing) + _sizes(parts, counted)


def _sizes(parts: Iterable[object], counted: set[int]) -> int:
    return sum(_size(part, counted) for part in parts if type(part) not in SMALL)


def _note_version() -> None:
    """Read before the first query: what is kept may count as older than it is, never as newer."""
    app = current_app
    has_session = app.config["SESSION_COOKIE_NAME"] in request.cookies  # others are shown whole pages that are kept
    if KEPT not in app.extensions or request.method not in SAFE_METHODS or not has_session:
        return
    if len(request.full_path) > LONGEST_ADDRESS:
        return
    try:
        g.alike_version = app.extensions[KEPT][0].read()
    except FAULTS as error:
        log.warning("parts of pages are not kept: the database cannot be asked", error=describe_fault(error))


def _made(make: Callable[[], Made]) -> Made:
    with _everybody():
        return make()


def _apart(make: Callable[[], Made]) -> Made:
    """What is made from rows of its own: none that this request holds already, and none that it goes on holding."""
    standing = list(db.session)
    db.session.expunge_all()
    try:
        return _made(make)
    finally:
        db.session.expunge_all()
        db.session.add_all(standing)


@contextmanager
def _everybody() -> Iterator[None]:
    before = _for_all.set(True)
    try:
        yield
    finally:
        _for_all.reset(before)


def _refuse_private(parser: Parser, body: Iterable[nodes.Node], environment: Environment) -> None:
    """Also in what is included, which sees all that the page sees."""
    for node in body:
        for name in node.find_all(nodes.Name):
            if name.name in PRIVATE:
                parser.fail(f"{name.name} is one reader's own: it cannot be shown to all alike", name.lineno)
        for include in (*node.find_all(nodes.Include), *([node] if isinstance(node, nodes.Include) else [])):
            if environment.loader:
                source, *_ = environment.loader.get_source(environment, include.template.as_const())
                _refuse_private(parser, [environment.parse(source)], environment)
