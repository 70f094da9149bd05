"""Every cache of the house: what it is bounded by, so that no visitor fills the memory of a process."""

import ast

from tests.house.source import modules

KINDS = {"cache", "lru_cache", "ByteCache", "Shelf", "Row", "LRUCache", "TTLCache"}

# Each with its bound: bytes, or a number of entries times the longest a key and value can be, or a fixed set of keys.
BOUNDED = {
    "forum/boards/views/faces.py ByteCache": "bytes: 16 MB, keys and drawings counted",
    "forum/movies/views/posters.py ByteCache": "bytes: 8 MB, keys and drawings counted",
    "forum/kernel/alike.py Shelf": "bytes: 32 MB, keys counted; addresses of 2,000 characters at most",
    "forum/app.py Shelf": "bytes: 64 MB, 8 KB of it for each key; addresses and queries of 2,000 characters at most",
    "forum/kernel/page_shelf.py Row": "bytes: the two halves of a shelf",
    "forum/kernel/formats.py lru_cache _best_tag": "256 headers cut at 200 characters: 0.1 MB",
    "forum/kernel/formats.py lru_cache _day": "8,192 dates and short texts: 3 MB",
    "forum/kernel/formats.py lru_cache _moment": "8,192 moments and short texts: 4 MB",
    "forum/kernel/formats.py lru_cache _number": "8,192 numbers that both databases can hold, and short texts: 3 MB",
    "forum/kernel/page_store.py lru_cache _encoding": "256 headers cut at 200 characters: 0.1 MB",
    "forum/search/marking.py lru_cache _folded": "16,384 words of at most 100 characters: 16 MB at worst",
    "forum/movies/titles.py lru_cache sort_title": "2,048 titles of 250 characters: 4 MB at worst",
    "forum/imports/wikipedia.py lru_cache _person": "an import's own process: 20,000 names cut at 640 characters",
    "forum/search/near.py lru_cache _looks": "statements for at most 10 words of a query",
    "forum/search/looking.py lru_cache _statement": "statements for the sets of kinds that pages search",
    "forum/search/actions.py lru_cache _upsert": "one statement for each database",
    "forum/notifications/actions.py lru_cache _raised": "one statement for each database",
    "forum/notifications/actions.py lru_cache _raised_for_named": "one statement for each database",
    "forum/notifications/actions.py lru_cache _made_for_followers": "one statement for each database",
    "forum/boards/queries/exchanges.py cache _ids_beneath": "statements for at most as many posts as a page has",
    "forum/members/session.py cache _live": "one statement",
    "forum/kernel/once.py cache _first": "one statement for each database",
    "forum/kernel/schema.py cache _heads": "one folder of migrations",
    "forum/kernel/schema.py cache _known": "one folder of migrations",
    "forum/members/password_policy.py cache _estimate": "one function",
    "forum/movies/posters/lettering.py cache line": "gone with the call that made it",
    "forum/movies/posters/lettering.py cache broken": "gone with the call that made it",
}


def test_every_cache_says_what_bounds_it():
    found = {place for module in modules() for place in _caches(module.place, module.tree)}
    assert found - BOUNDED.keys() == set(), "think about what a visitor could fill it with, and say here what bounds it"
    assert BOUNDED.keys() - found == set(), "gone"


def _caches(place, tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (f"{place} {kind} {node.name}" for kind in map(_kind, node.decorator_list) if kind in KINDS)
        elif isinstance(node, ast.Call) and _kind(node) in KINDS and not _is_decorator(node, tree):
            yield f"{place} {_kind(node)}"


def _is_decorator(call, tree):
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(call in function.decorator_list for function in functions)


def _kind(node):
    """The bare name of what is called or decorates: lru_cache for @functools.lru_cache(8), Shelf for Shelf[Part](1)."""
    while not isinstance(node, ast.Name | ast.Attribute):
        inner = getattr(node, "func", None) or getattr(node, "value", None)
        if inner is None:
            return ""
        node = inner
    return node.id if isinstance(node, ast.Name) else node.attr
