"""Chromium and a real house for the tests that look at pages as a person does."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, Page, Response, StorageState, expect, sync_playwright

from tests.support import chromium
from tests.support.databases import DatabaseMaker
from tests.support.site import Site

PATIENCE_MS = 30_000  # for busy machines: what is there in time is waited for no longer
expect.set_options(timeout=PATIENCE_MS)
LOOKS = "test_looks"
HEIGHT = {390: 844, 1280: 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder; skip it, loudly, where there is no browser."""
    for item in items:
        if "browser" in item.path.relative_to(item.config.rootpath).parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(_group_of(item)))
            if not chromium.find() and not chromium.is_required():
                item.add_marker(pytest.mark.skip(reason=chromium.MISSING))
    # The longest group begins first, so that the others fit beside it.
    items.sort(key=lambda item: item.path.stem != LOOKS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, one for all tests of a process."""
    program = chromium.find()
    assert program, chromium.MISSING
    with pytest.MonkeyPatch.context() as patch:
        # On another day (bin/test-on) the browser keeps the machine's: under libfaketime its timers stop. No page asks
        # it what day it is.
        patch.delenv("LD_PRELOAD", raising=False)
        playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
    yield browser
    browser.close()
    playwright.stop()


@pytest.fixture(scope="session")
def site(database_name: str, new_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A house with the sample community, on each database; tests share it, so each makes what it changes."""
    with new_database(database_name, "site") as database:
        site = Site(tmp_path_factory.mktemp("instance"), database.url)
        try:
            site.open()
            yield site
        finally:
            site.close()


@pytest.fixture(scope="session")
def seats(browser: Browser, site: Site) -> Callable[[str], StorageState]:
    """The cookies of who signed in for a role, once for all tests that visit in it; they never sign out."""

    @cache
    def seat_of(role: str) -> StorageState:
        context = browser.new_context(base_url=site.url)
        context.set_default_timeout(PATIENCE_MS)
        _sign_in(context.new_page(), *site.sign_ins[role])
        state = context.storage_state()
        context.close()
        return state

    return seat_of


@pytest.fixture
def visit(browser: Browser, site: Site, seats: Callable[[str], StorageState]) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody: visit("/movies", javascript=False, width=390, theme="dark", role="moderator").

    Each call is a person of their own, with their own cookies. The test fails when a script broke, the server failed
    or the content policy stopped something on any of their pages.
    """
    faults: list[str] = []
    contexts = []

    def visit(
        path: str = "/",
        *,
        javascript: bool = True,
        width: int = 1280,
        theme: str = "light",
        role: str = "",
        timezone: str = "UTC",
    ):
        context = browser.new_context(
            base_url=site.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": HEIGHT.get(width, 900)},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            timezone_id=timezone,
            locale="en-US",
            storage_state=seats(role) if role else None,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: faults.extend(_refusals(page, message.text)))
        page.on("response", lambda answer: faults.extend(_failures(answer)))
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


def _group_of(item: pytest.Item) -> str:
    """Tests of one group stay in one process, in a house that they share; looking at every page takes a house alone."""
    callspec = getattr(item, "callspec", None)
    return LOOKS if item.path.stem == LOOKS else str(callspec and callspec.params["database_name"])


def _refusals(page: Page, message: str) -> list[str]:
    return [f"{page.url}: {message}"] if "Content Security Policy" in message else []


def _failures(answer: Response) -> list[str]:
    return [f"{answer.url}: {answer.status}"] if answer.status >= 500 else []


def _sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/login")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
