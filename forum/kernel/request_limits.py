"""Ceilings on what one request may hold: checked before anything costly is done, refused with a small page.

Every figure is far above what a form of this site sends: the largest has about 60 fields, and no name is longer than 30
characters. How large a body may be is MAX_CONTENT_LENGTH in the app's configuration, or what a view says.
"""

import io
import re
from collections.abc import Mapping
from typing import IO, Any

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

MAX_ADDRESS_BYTES = 8 * 1024  # path and query together
MAX_QUERY_ARGUMENTS = 100
MAX_COOKIE_BYTES = 16 * 1024
MAX_COOKIES = 100
MAX_FIELDS = 200
MAX_VALUES_PER_FIELD = 50
MAX_FIELD_NAME = 100
MAX_FIELD_BYTES = 500_000  # of one text field of a multipart body

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
UTF_8 = frozenset({"utf-8", "utf8", "us-ascii"})
# RFC 2046, section 5.1.1: at most 70 of these, the last one no space.
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")

LONG_ADDRESS = "This address is longer than any address on this site."
MANY_ARGUMENTS = "This address has too many parameters."
MANY_COOKIES = "Your browser sent more cookies than this site reads. Delete the cookies of this site and try again."
NO_FORM = "Only forms can be sent to this address."
PACKED = "This site does not read compressed forms."
UNREADABLE = "What was sent could not be read as a form."
MANY_FIELDS = f"A form here has at most {MAX_FIELDS} fields. Nothing was done with what you sent."
MANY_VALUES = f"A field here takes at most {MAX_VALUES_PER_FIELD} values. Nothing was done with what you sent."
LONG_NAME = "A field's name is longer than any name here. Nothing was done with what you sent."


class RefusedRequest(HTTPException):
    """A request that no page of this site sends, refused before it costs anything. Its page gives nothing back."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code


class BoundedFormParser(FormDataParser):
    """Read a form body of a bounded number of fields; raise RefusedRequest for a body that is none."""

    def parse(
        self, stream: Any, mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        """Return (stream, fields, files) as Werkzeug does, or raise RefusedRequest with status 400 or 413."""
        if mimetype == URLENCODED:
            # Werkzeug counts the parts of multipart bodies only: 100,000 fields of eight bytes take it a second.
            body = stream.read()
            if body.count(b"&") >= MAX_FIELDS:
                raise RefusedRequest(413, MANY_FIELDS)
            stream = io.BytesIO(body)
        try:
            read = super().parse(stream, mimetype, content_length, options)
        except ValueError as error:
            raise RefusedRequest(400, UNREADABLE) from error
        for fields in read[1:]:
            _check_fields(fields)
        return read


class BoundedRequest(Request):
    """A request whose cookies and fields are read only where there are not too many of them."""

    form_data_parser_class = BoundedFormParser

    def __init__(self, *environ_and_options: Any, **more: Any) -> None:
        super().__init__(*environ_and_options, **more)
        self._opened_files: list[IO[bytes]] = []  # of a body that turns out to be none, nobody else closes them

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies; none where there are so many that the request is refused anyway.

        The session asks for them before any check of ours can run.
        """
        return ImmutableMultiDict() if _has_too_many_cookies(self) else super().cookies

    def make_form_data_parser(self) -> FormDataParser:
        """Return a parser that says when a body cannot be read: an empty form would be taken for one without text."""
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except HTTPException:
            # Read once and never again: whoever asks later, such as the error page, finds no fields.
            self.__dict__.update(form=ImmutableMultiDict(), files=ImmutableMultiDict())
            for file in self._opened_files:
                file.close()
            raise

    def _get_file_stream(self, *size_and_type: Any, **more: Any) -> IO[bytes]:
        file = super()._get_file_stream(*size_and_type, **more)
        self._opened_files.append(file)
        return file


def install(app: Flask) -> None:
    """Check every request of this app. Call before anything else reads a request, but for what gives it its id."""
    app.request_class = BoundedRequest
    app.config["MAX_FORM_PARTS"] = MAX_FIELDS
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FIELD_BYTES
    app.before_request(check_request)


def check_request() -> None:
    """Raise RefusedRequest, or RequestEntityTooLarge, unless a page of this site could have sent this request."""
    _check_address()
    if _has_too_many_cookies(request):
        raise RefusedRequest(431, MANY_COOKIES)
    if request.method not in SAFE_METHODS:
        _check_body()


def has_body(sent: Request) -> bool:
    """Say whether the request comes with a body, also one whose length is not told."""
    return bool(sent.content_length) or "Transfer-Encoding" in sent.headers


def _check_address() -> None:
    path, query = request.environ.get("PATH_INFO", ""), request.query_string
    if len(path) + len(query) > MAX_ADDRESS_BYTES:
        raise RefusedRequest(414, LONG_ADDRESS)
    if query.count(b"&") >= MAX_QUERY_ARGUMENTS:
        raise RefusedRequest(414, MANY_ARGUMENTS)


def _has_too_many_cookies(sent: Any) -> bool:
    text: str = sent.environ.get("HTTP_COOKIE", "")
    return len(text) > MAX_COOKIE_BYTES or text.count(";") >= MAX_COOKIES


def _check_body() -> None:
    largest = request.max_content_length
    if largest is not None and (request.content_length or 0) > largest:
        raise RequestEntityTooLarge
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise RefusedRequest(415, PACKED)
    if not request.headers.get("Content-Type"):
        if has_body(request):
            raise RefusedRequest(415, NO_FORM)
        return
    _check_content_type(request.mimetype, request.mimetype_params)


def _check_content_type(mimetype: str, parameters: Mapping[str, str]) -> None:
    if mimetype not in (URLENCODED, MULTIPART) or parameters.get("charset", "utf-8").strip().lower() not in UTF_8:
        raise RefusedRequest(415, NO_FORM)
    if mimetype == MULTIPART and not _BOUNDARY.fullmatch(parameters.get("boundary", "")):
        raise RefusedRequest(400, UNREADABLE)


def _check_fields(fields: MultiDict[Any, Any]) -> None:
    for name, values in fields.lists():
        if not isinstance(name, str):  # a part of a multipart body without a name
            raise RefusedRequest(400, UNREADABLE)
        if len(name) > MAX_FIELD_NAME:
            raise RefusedRequest(400, LONG_NAME)
        if len(values) > MAX_VALUES_PER_FIELD:
            raise RefusedRequest(413, MANY_VALUES)
