"""What people do at their browsers, in the words of the house."""

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

PASSWORD = "a seat by the aisle"
MOST_STOPS = 60  # of the Tab key on one page
Line = tuple[str, str]  # who says it, what they say


@dataclass
class Person:
    """Somebody in front of a browser of their own."""

    page: Page
    name: str
    password: str = PASSWORD

    def register(self) -> None:
        """Take a seat, from whatever page they are on."""
        self.page.get_by_role("link", name="Register").click()
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(self.password)
        self.page.get_by_role("button", name="Take this seat").click()
        self.sees(f"Welcome, {self.name}.")

    def sign_in(self) -> None:
        """Come in, from whatever page they are on."""
        self.page.get_by_role("link", name="Log in", exact=True).click()
        self.fill_in_sign_in()

    def fill_in_sign_in(self) -> None:
        """Say who they are, at the wall."""
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(self.password)
        self.page.locator("main form button[type=submit]").click()
        expect(self.page.locator(".site-account")).to_be_visible()

    def find(self, title: str) -> None:
        """Find a movie by the search box in the header."""
        self.page.get_by_role("searchbox", name="Find a movie").fill(title)
        self.page.keyboard.press("Enter")
        self.page.locator(".poster-wall .poster-card", has_text=title).first.click()
        self.has_before_them(title)

    def rate_and_review(self, stars: str, words: str) -> None:
        """Say what they think of the movie they have found."""
        self.page.get_by_role("link", name="Rate or review").first.click()
        self.page.get_by_role("radio", name=stars, exact=True).check()
        self.page.get_by_label("Your review").fill(words)
        self.press("Post")
        self.sees("Your review is up.")

    def start_thread(self, title: str, words: str) -> None:
        """Open an argument about the movie they have found."""
        self.page.get_by_role("link", name="Discuss", exact=True).click()
        self.page.get_by_role("link", name="Start a thread").first.click()
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_label("Opening post").fill(words)
        self.press("Start the thread")
        self.sees("Your thread is open.")

    def reply_to(self, other: str, words: str) -> None:
        """Answer the last thing the other said in the thread they are reading."""
        self.page.get_by_role("link", name=f"Reply to {other}").last.click()
        self.page.get_by_label("Your reply", exact=True).fill(words)
        self.press("Post reply")
        self.sees("Your reply is up.")

    def submit_quote(self, lines: Sequence[Line]) -> None:
        """Send in lines of the movie they have found; the form begins with one row."""
        self.page.get_by_role("link", name="Submit a quote").first.click()
        for number, (character, words) in enumerate(lines, start=1):
            if self.page.get_by_label(f"Words, line {number}").count() == 0:
                self.press("Add a line")
            self.page.get_by_label(f"Character, line {number}").fill(character)
            self.page.get_by_label(f"Words, line {number}").fill(words)
        self.press("Send to the moderators")

    def tab_to(self, what: Locator) -> None:
        """Reach it with the Tab key alone."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if what.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"{MOST_STOPS} presses of Tab do not lead to {what}")

    def opens(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path)

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def sees(self, words: str) -> None:
        """The words stand on the page, for everybody to see."""
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()

    def sees_in_view(self, words: str) -> None:
        """These words are on the part of the page before them."""
        expect(self.page.locator("main").get_by_text(words).first).to_be_in_viewport()

    def does_not_see(self, words: str) -> None:
        """The words stand nowhere that can be seen."""
        expect(self.page.locator("main").get_by_text(words).filter(visible=True)).to_have_count(0)

    def has_before_them(self, heading: str) -> None:
        """The page is the one with this heading."""
        expect(self.page.locator("h1")).to_contain_text(heading)

    def approve(self, lines: Sequence[Line], movie: str) -> None:
        """Find the quote in the queue by its first line, read all of it, and approve it."""
        self.opens("/moderation/quotes")
        self.page.locator(".queue-list a", has_text=lines[0][1]).filter(has_text=movie).click()
        for _, words in lines:
            expect(self.page.locator(".queue-item").get_by_text(words, exact=True)).to_be_visible()
        self.press("Approve")
        self.sees(f"Approved. It is on the page of {movie}.")

    def post(self, words: str) -> Locator:
        """The post that says this, without the posts that answer it."""
        said = self.page.locator("css=:scope > .post-body", has_text=words)
        return self.page.locator(".post", has=said)

    def depth_of(self, words: str) -> int:
        """How deep the post that says this stands among the answers; those to the thread itself stand 1 deep."""
        return self.page.locator(".post", has=self.page.locator(".post-body", has_text=words)).count()
