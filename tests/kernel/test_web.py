"""Addresses and methods: one spelling each, and nothing taken for what it does not say."""

import pytest

from tests.make import member

ODD = ["0", "-1", "1.0", "1e3", "007", "٣", "²", "%00", "x", "None", "9" * 19, str(2**63), str(2**70), "9" * 5000]
ODD += ["1%00", "1%20"]
OF_NOTHING = ["1", str(2**31), str(2**63 - 1)]
BESIDE = ["/.git/config", "/.env", "/static/../pyproject.toml", "/static/%2e%2e/wsgi.py", "/instance/balcony.db"]
BESIDE += ["/posters/..%2f..%2fwsgi.py", "/posters/%2e%2e/x.svg", "/static/", "/server-status", "/console"]
QUERIES = ["sort=", "sort=new&sort=old", "sort[]=x", "sort=%00", "sort=';--", "q=%ff%fe", "q=%00", "a&" * 2000]
QUERIES += ["view=%00", "of=%00", "letter=%00&genre=%00&decade=%00", "decade=99999999999999999999", "by=%ed%a0%80"]


@pytest.mark.parametrize("place", ["/members/by-id", "/posts", "/reviews", "/quotes"])
def test_a_number_of_nothing_or_no_number_at_all_is_not_there(client, place):
    answers = {number: client.get(f"{place}/{number}").status_code for number in [*ODD, *OF_NOTHING]}
    assert set(answers.values()) == {404}, answers


def test_nor_does_writing_find_it(as_):
    client = as_(member())
    for number in (str(2**63), "0", "9" * 5000, "1"):
        assert client.post(f"/threads/{number}/lock").status_code in (403, 404, 405), number


def test_a_get_stays_a_get_whatever_it_claims(as_):
    client = as_(member())
    for how in ({"headers": {"X-HTTP-Method-Override": "POST"}}, {"query_string": {"_method": "POST"}}):
        assert client.get("/logout", **how).status_code == 200
        assert client.get("/settings").status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "FOO"])
def test_other_methods_are_not_known(client, method):
    assert client.open("/movies", method=method).status_code in (400, 405, 501)


def test_what_lies_beside_the_house_is_not_served(client):
    assert {client.get(path).status_code for path in BESIDE} == {404}


@pytest.mark.parametrize("path", ["/", "/movies", "/boards", "/quotes", "/members/nobody", "/moderation/log"])
def test_no_query_breaks_a_page(client, path):
    answers = {query: client.get(f"{path}?{query}").status_code for query in QUERIES}
    assert {query for query, status in answers.items() if status >= 500} == set()
