"""Every page of the house, by the name of its route, and what is measured on each in the browser."""

from pathlib import Path

from playwright.sync_api import Page

# Every GET route that draws a page, with the addresses it is looked at, by who sees it. `{name}` is filled from the
# house itself (see places).
READER = {
    "pages.home": "/",
    "pages.about": "/about",
    "pages.rules": "/rules",
    "pages.lights": "/lights",
    "pages.movie": "/movies/last-train-home-2010",
    "pages.member": "/members/Ruth Okafor",
    "members.register": "/register",
    "members.login": "/login",
    "members.index": "/members?by=followed",
    "members.friends": "/members/Ruth Okafor/friends",
    "movies.index": "/movies?decade=1950",
    "movies.person": "/people/lixin-fan",
    "movies.news": "/movies/last-train-home-2010/news",
    "reviews.critics": "/movies/last-train-home-2010/critics",
    "reviews.index": "/movies/last-train-home-2010/reviews",
    "reviews.show": "{review}",
    "reviews.of_member": "/members/Ruth Okafor/reviews",
    "reviews.revisions": "{review}/revisions",
    "quotes.newest": "/quotes",
    "search.index": "/search?q=train",
    "quotes.index": "/movies/parasite-2019/quotes",
    "quotes.of_member": "/members/Ruth Okafor/quotes",
    "quotes.show": "{approved quote}",
    "boards.index": "/boards",
    "boards.show": "/boards/the-lobby",
    "boards.movie_threads": "/movies/last-train-home-2010/discussion",
    "boards.of_member": "/members/Ruth Okafor/threads",
    "boards.thread": "{thread}",
    "boards.revisions": "{post}/revisions",
    "badges.show": "/badges/super-reviewer",
    "moderation.log": "/moderation/log",
}
MEMBER = {
    "members.settings": "/settings",
    "notifications.index": "/notifications",
    "members.logout": "/logout",
    "reviews.new": "/movies/last-train-home-2010/reviews/new",
    "quotes.new": "/movies/last-train-home-2010/quotes/new",
    "boards.new_thread": "/boards/the-lobby/new",
    "boards.new_movie_thread": "/movies/last-train-home-2010/discussion/new",
    "boards.reply": "{post}/reply",
    "boards.edit_post": "{own post}/edit",
    "quotes.edit": "{own quote}/edit",
}
STAFF = {
    "desk.new_merge": "/movies/last-train-home-2010/merge?into=parasite-2019",
    "moderation.index": "/moderation",
    "moderation.quotes": "/moderation/quotes",
    "quotes.new_approval": "{waiting quote}/approval/new",
    "boards.new_removal": "{post}/removal",
    "boards.new_lock": "{thread number}/lock",
    "badges.new_withdrawal": "{award}/withdrawal",
}
ADMIN = {"pages.admin": "/admin", "boards.edit": "{board}"}
# These look different to somebody who is signed in.
ALSO_FOR_MEMBERS = ("pages.home", "pages.movie", "pages.member", "reviews.index", "reviews.show", "boards.thread")
ALSO_FOR_STAFF = ("boards.thread", "boards.show", "badges.show")
NO_PAGE = {
    "health.process": "for probes",
    "health.ready": "for probes",
    "health.robots": "for robots",
    "movies.poster": "a picture",
    "search.suggestions": "a list for a script",
    "boards.post": "leads to the thread",
    "boards.whole_address": "leads to the thread",
    "members.by_id": "leads to the member",
}
ERRORS = ("/nothing/here", "/movies?after=broken")
# What is measured on each page.
FAULTS = Path(__file__).with_name("faults.js").read_text(encoding="utf-8")


def faults_of(page: Page) -> list[str]:
    """What is wrong with the looks of the page that is open."""
    found: list[str] = page.evaluate(FAULTS)
    return found
