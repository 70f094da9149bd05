"""Every page of the house, by the name of its route, and what is measured on each in the browser."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

# Every GET route that draws a page, with the addresses it is looked at, by who sees it. `{name}` is filled from the
# house itself (see places).
READER = {
    "pages.home": "/",
    "pages.about": "/about",
    "pages.rules": "/rules",
    "pages.lights": "/lights",
    "pages.components": "/components",
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
    "desk.revisions": "/movies/cure-1997/revisions",
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
    "desk.new_suggestion": "/movies/last-train-home-2010/suggestions/new",
    "desk.suggestion": "{own suggestion}",
    "desk.of_member": "{own suggestions}",
}
STAFF = {
    "desk.new_merge": "/movies/last-train-home-2010/merge?into=parasite-2019",
    "moderation.index": "/moderation",
    "moderation.quotes": "/moderation/quotes",
    "quotes.new_approval": "{waiting quote}/approval/new",
    "boards.new_removal": "{post}/removal",
    "boards.new_lock": "{thread number}/lock",
    "badges.new_withdrawal": "{award}/withdrawal",
    "desk.new_movie": "/movies/new",
    "desk.edit_movie": "/movies/last-train-home-2010/edit",
    "desk.new_undoing": "{revision}/undoing",
    "desk.suggestions": "/moderation/suggestions",
    "desk.new_acceptance": "{own suggestion}/acceptance",
    "desk.edit_poster": "/movies/last-train-home-2010/poster/edit",
    "desk.new_critic": "/movies/last-train-home-2010/critics/new",
    "desk.edit_critic": "{critic}/edit",
    "desk.new_critic_removal": "{critic}/removal",
    "desk.new_news_item": "/movies/last-train-home-2010/news/new",
    "desk.edit_news_item": "{story}/edit",
    "desk.new_news_item_removal": "{story}/removal",
}
ADMIN = {"pages.admin": "/admin", "boards.edit": "{board}"}
ERRORS = ("/nothing/here", "/movies?after=broken")
# Who sees what. Moderators see all that members do and more; where that is no other page, the admins' are their own.
ALSO_FOR_MEMBERS = ("pages.home", "pages.movie", "pages.member", "reviews.index", "reviews.show", "boards.thread")
SEEN_BY = {
    "": (*READER.values(), *ERRORS),
    "member": (*MEMBER.values(), *(READER[endpoint] for endpoint in ALSO_FOR_MEMBERS)),
    "moderator": (*STAFF.values(), *READER.values()),
    "admin": tuple(ADMIN.values()),
}
NO_PAGE = {
    "health.process": "for probes",
    "health.ready": "for probes",
    "health.robots": "for robots",
    "movies.poster": "a picture",
    "movies.picture": "a picture",
    "search.suggestions": "a list for a script",
    "boards.post": "leads to the thread",
    "boards.whole_address": "leads to the thread",
    "members.by_id": "leads to the member",
    "movies.by_id": "leads to the movie",
}
# What is measured on each page, in every size and light it may be seen in.
SIZES = ((1280, 900), (768, 1024), (390, 844))
LIGHTS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FAULTS = Path(__file__).with_name("faults.js").read_text(encoding="utf-8")
BARRIERS = Path(__file__).with_name("barriers.js").read_text(encoding="utf-8")
# The rules of axe whose answer may change with the light, and with the size where nothing comes or goes. All others
# are asked on the widest screen and on a phone, which between them show everything there is.
COLORS = ("color-contrast", "link-in-text-block")
PLACES = ("scrollable-region-focusable", "target-size")


def faults_of(page: Page, *, axe: str) -> list[str]:
    """What is wrong with the page that is open, by size and light. Without axe's source only its looks are measured.

    The page is loaded once: sizes and lights are the style sheets' alone, and they follow both as they change.
    """
    if axe:
        page.evaluate(axe)
    found: list[str] = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for light in LIGHTS:
            page.emulate_media(color_scheme=light)
            rules = COLORS if light == "dark" else (*COLORS, *PLACES) if width == 768 else ()
            faults = page.evaluate(FAULTS) + (page.evaluate(BARRIERS, rules) if axe else [])
            found += [f"{width} {light}: {fault}" for fault in faults]
    return found
