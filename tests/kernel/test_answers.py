"""Where a reader is sent on to: only ever a page of this house. What is said there: the last of it, never too much."""

import pytest

from tests import make


@pytest.mark.parametrize(
    "url",
    ["/", "/movies", "/movies/heat-1995?after=x&by=super#main", "/search?q=https://example.org", "/members/Ren%C3%A9e",
     "/members/Renée", "/a//b", "/.//b", "/@example.org", "/https:/x"],
)  # fmt: skip
def test_a_path_of_ours_is_followed(workshop, url):
    assert workshop.test_client().get("/workshop/next", query_string={"next": url}).text == url


@pytest.mark.parametrize(
    "url",
    ["", "movies", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
     "/movies\\..\\evil", "https://evil.example", "https:evil.example", "https:/evil.example", "HTTPS://evil.example",
     "javascript:alert(1)", "data:text/html,x", " //evil.example", "\t//evil.example", "/\t/evil.example",
     "/\n/evil.example", "/\r\nSet-Cookie: a=b", "/a\r\nLocation: //evil.example", "/\x00", "/\x7f", "/a\u2028b",
     "/\u200b/evil.example", "//[", "//[::1", "http://[", "//user@evil.example", "/" + "a" * 2001, "?x", "#x", "."],
)  # fmt: skip
def test_anything_else_is_not(workshop, url):
    assert workshop.test_client().get("/workshop/next", query_string={"next": url}).text == "/fallback"


@pytest.mark.parametrize("url", ["//evil.example", "/\\evil.example", "https://evil.example", "//["])
def test_signing_in_leads_nowhere_else(client, url):
    answer = client.get("/login", query_string={"next": url})
    assert answer.status_code == 200
    registered = client.post(
        "/register", data={"name": "Ines", "password": "a long walk home", "next": url}, query_string={"next": url}
    )
    assert (registered.status_code, registered.location) == (303, "/")


def test_who_writes_much_and_reads_nothing_keeps_a_small_cookie(as_, client):
    writer = as_(make.member())
    for number in range(40):
        answer = writer.post("/settings/bio", data={"bio": f"The same seat, for the {number}th time."})
        assert answer.status_code == 303
    assert len(answer.headers["Set-Cookie"]) < 1000
    assert writer.get("/settings").text.count("Your profile is saved.") == 3
