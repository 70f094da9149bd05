"""Bodies that no page of this site sends, for the tests that post them to every address."""

import json
from urllib.parse import urlencode

from hypothesis import strategies as st

FORM = "application/x-www-form-urlencoded"
ODD_TEXTS = [
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "²",
    "٣",
    "-1",
    "0",
    "on",
    "null",
    "NaN",
    "-Infinity",
    "1e309",
]
ODD_TEXTS += [
    str(2**31),
    str(2**63),
    str(-(2**63) - 1),
    "9" * 5000,
    "9e30",
    "[1]",
    "{}",
    "' OR 1=1 --",
    "%",
    "%s",
    "{{7*7}}",
]
ODD_TEXTS += [
    "2011-02-30",
    "0000-00-00",
    "1:99:99",
    "||open",
    "a" * 300,
    "🎬" * 3000,
    "\u202e",
    "x\r\ny: z",
    "//evil.example",
]
ODD_NAMES = [
    "",
    "a[]",
    "title[]",
    "title[x]",
    "body.x",
    "__proto__",
    "lines",
    "lines-",
    "lines--text",
    "lines-0",
    "lines-²-text",
]
ODD_NAMES += ["lines-0-text", "lines-0-character", "lines-11-text", "lines-999-text", "lines-1000000000-text"]
ODD_NAMES += [
    f"lines-{'9' * 80}-text",
    "lines-0-text-0",
    "lines-0-0",
    "removal-reason",
    "removal-edition",
    "once",
    "next",
]
ODD_NAMES += [
    "preview",
    "add",
    "remove",
    "until",
    "topics",
    "parent",
    "view",
    "version",
    "edition",
    "top",
    "into",
    "another",
]
NO_FORM_TYPES = [
    "application/json",
    "application/json; charset=utf-7",
    "text/plain",
    "text/html",
    "application/xml",
    "x",
    "*/*",
]
NO_FORM_TYPES += [
    "application/octet-stream",
    "application/vnd.api+json",
    "multipart/mixed; boundary=b",
    f"x{FORM}",
    "\xff",
]
NO_FORM_TYPES += [
    "multipart/form-data-x; boundary=b",
    f"{FORM}; charset=utf-16",
    "application/x-url-encoded",
    "; ;",
    ",",
]
BOUNDARIES = ["b", "----WebKitFormBoundaryx", "'()+_,-./:=?"]

texts = st.sampled_from(ODD_TEXTS) | st.text(max_size=40)
files = st.sampled_from(
    [b"", b"\x00", b"\xff\xfe", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF", b"%PDF", b"x" * 3000]
) | st.binary(max_size=60)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
DEEP = [b"[" * 100_000, b'{"a":' * 50_000, b'{"title": 5}', b'"str"', b"5", b"[1,2]", b'{"title": {"$gt": ""}}']
no_forms = st.tuples(
    st.sampled_from(NO_FORM_TYPES),
    st.sampled_from(DEEP) | json_values.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=80),
)


def forms(sent: list[tuple[str, str]]) -> st.SearchStrategy[tuple[str, bytes]]:
    """Return (content type, body) of forms like this one, some of its fields with other values, odd ones beside."""
    names = st.sampled_from([name for name, _ in sent] or ODD_NAMES) | st.sampled_from(ODD_NAMES)
    pairs = st.lists(st.tuples(names, texts), max_size=8)
    # As it is on the page, then changed: so that one odd value meets many right ones.
    changed = pairs.map(lambda odd: [pair for pair in sent if pair[0] not in dict(odd)] + odd)
    fields = pairs | changed
    return st.one_of(
        fields.map(_urlencoded), _multiparts(fields, names), st.tuples(st.just(FORM), st.binary(max_size=80))
    )


def _urlencoded(pairs: list[tuple[str, str]]) -> tuple[str, bytes]:
    return FORM, urlencode(pairs, errors="surrogatepass").encode()


def _multiparts(
    fields: st.SearchStrategy[list[tuple[str, str]]], names: st.SearchStrategy[str]
) -> st.SearchStrategy[tuple[str, bytes]]:
    attached = st.lists(st.tuples(names, st.sampled_from(["", "a.png", "../x", "\x00", "é"]), files), max_size=3)
    heads = st.sampled_from(
        ["", "Content-Type: text/plain; charset=utf-7", "Content-Type: \xff", "X: y", "Content-Length: -1"]
    )
    return st.builds(_multipart, fields, attached, heads, st.sampled_from(BOUNDARIES), st.integers(0, 40))


def _multipart(
    fields: list[tuple[str, str]], attached: list[tuple[str, str, bytes]], head: str, boundary: str, cut: int
) -> tuple[str, bytes]:
    """A multipart body; where `cut` is below ten, so many of its last bytes are missing."""
    parts = [(f'name="{name}"', value.encode("utf-8", "surrogatepass")) for name, value in fields]
    parts += [(f'name="{name}"; filename="{file}"', content) for name, file, content in attached]
    head = f"{head}\r\n" if head else ""
    body = b""
    for named, content in parts:
        start = f"--{boundary}\r\nContent-Disposition: form-data; {named}\r\n{head}\r\n"
        body += start.encode("utf-8", "surrogatepass") + content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return f'multipart/form-data; boundary="{boundary}"', body[: len(body) - cut] if cut < 10 else body
