"""The shelf of kept pages: no larger than it may be, and the crawler's pages the first to go."""

from forum.kernel.page_shelf import LONGEST_KEPT, PACKERS, Page, Shelf

BODY = b"The balcony is open. " * 50
SIZE = Page(BODY, []).size


def test_the_shelf_holds_no_more_than_it_may():
    shelf: Shelf[Page] = Shelf(most_bytes=8 * SIZE)
    for number in range(30):
        shelf.put(number, 1, Page(BODY, []))
        shelf.find(number, 1)
        assert shelf.bytes <= 8 * SIZE
    shelf.put("too large", 1, Page(BODY * 1000, []))
    assert shelf.bytes <= 8 * SIZE
    assert shelf.find(29, 1)


def test_all_forms_of_a_page_take_no_more_than_is_counted():
    for body in (BODY, b"", b"x", bytes(range(256)) * 3, bytes(100_000)):
        page = Page(body, [])
        assert sum(len(page.form(encoding)[0]) for encoding in ("", *PACKERS)) <= page.size


def test_a_crawler_that_asks_for_everything_once_pushes_out_nothing_that_is_asked_for_again():
    shelf: Shelf[Page] = Shelf(most_bytes=20 * SIZE)
    shelf.put("home", 1, Page(BODY, []))
    assert shelf.find("home", 1)
    for number in range(1000):
        shelf.put(f"?q={number}", 1, Page(BODY, []))
    assert shelf.find("home", 1)
    assert len(shelf) == 6


def test_a_page_made_again_with_the_same_bytes_keeps_its_forms():
    shelf: Shelf[Page] = Shelf()
    first = shelf.put("key", 1, Page(b"same", []))
    assert shelf.put("key", 2, Page(b"same", [])) is first
    assert shelf.find("key", 1) is None
    assert shelf.put("key", 3, Page(b"other", [])) is not first
    assert shelf.bytes == Page(b"other", []).size


def test_no_page_is_kept_for_long():
    now = [0.0]
    shelf: Shelf[Page] = Shelf(clock=lambda: now[0])
    shelf.put("key", 1, Page(BODY, []))
    now[0] = LONGEST_KEPT - 0.1
    assert shelf.find("key", 1)
    now[0] = LONGEST_KEPT
    assert shelf.find("key", 1) is None
