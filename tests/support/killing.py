"""A served house whose processes are killed again and again while members write; see `bin/kill-test`."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from itertools import count
from typing import Self
from urllib.parse import urlencode

import psutil
import psycopg

from bench.visiting import Browser
from tests.support.postgres import Postgres
from tests.support.site import Site

PASSWORD = "a password that nobody guesses"
WRITERS = 6
PATIENCE = 120.0
OPEN = 303
NO_ANSWER = 0
BACKENDS = """
    SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
# What may be killed, and how much of it.
WORKS, ANSWERS = " worker ", "spawn_main"  # in their commands
WEB, WORKER, EVERYTHING, BACKEND = "a web process", "the worker", "everything", "a backend of the database"


class Member(Browser):
    """Somebody who writes, and notes what was acknowledged; what got no answer is sent again with the same key."""

    numbers = count(1)

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.name = f"Killed {_in_letters(next(self.numbers))}"
        self.is_registered = False
        self.acknowledged: list[tuple[str, str]] = []
        self._token = ""

    def register(self) -> bool:
        """Register, or find out that the answer of a registration before was lost."""
        status = self._send("/register", {"name": self.name, "password": PASSWORD}, page="/register")
        if status != OPEN:
            status = self._send("/login", {"name": self.name, "password": PASSWORD}, page="/login")
        self.is_registered = status == OPEN
        if self.is_registered:
            self.acknowledged.append(("member", self.name))
            self._token = ""
        return self.is_registered

    def write(self, kind: str, what: str, path: str, fields: dict[str, str]) -> int:
        """Send a form once; note it where it was acknowledged."""
        status = self._send(path, fields, page="/settings")
        if status == OPEN:
            self.acknowledged.append((kind, what))
        return status

    def _send(self, path: str, fields: dict[str, str], *, page: str) -> int:
        """How a form was answered; NO_ANSWER where the server was killed under it, or could not be reached."""
        try:
            if not self._token or page != "/settings":
                self._token = self.token(page)
            return self._ask("POST", path, urlencode(fields | {"csrf_token": self._token}))[0]
        except (OSError, HTTPException, RuntimeError):
            return NO_ANSWER


class Crowd:
    """Members in threads of their own who write until they are told to stop."""

    def __init__(self, address: str, threads: list[int], posts: list[int], movies: list[str]) -> None:
        self.members: list[Member] = []
        self.broken: list[str] = []
        self._address, self._stop = address, threading.Event()
        self._targets = threads, posts, movies
        self._threads = [threading.Thread(target=self._live, args=(number,)) for number in range(WRITERS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    @property
    def acknowledged(self) -> list[tuple[str, str, str]]:
        """The name of who wrote, the kind and the thing of every write that was acknowledged."""
        return [(member.name, *write) for member in list(self.members) for write in list(member.acknowledged)]

    def _live(self, number: int) -> None:
        """One member after the other registers, writes some things, and leaves."""
        chance = random.Random(number)
        while not self._stop.is_set():
            member = Member(self._address)
            self.members.append(member)
            if self._until_answered(member.register):
                for what in range(12):
                    self._write_one(member, chance, what)

    def _write_one(self, member: Member, chance: random.Random, number: int) -> None:
        threads, posts, movies = self._targets
        words, key = f"{member.name} wrote {number}", f"key-{number}-{member.name.replace(' ', '-')}"
        kind = ("reply", "review", "vote", "follow")[number % 4]
        if kind == "reply":
            send = kind, words, f"/threads/{chance.choice(threads)}/posts", {"body": words, "once": key}
        elif kind == "review":
            movie = movies[number % len(movies)]
            send = kind, movie, f"/movies/{movie}/reviews", {"stars": "4", "body": words, "version": "0", "once": key}
        elif kind == "vote":
            post = posts[number % len(posts)]
            send = kind, str(post), f"/posts/{post}/vote", {"once": key}
        else:
            other = chance.choice(self.members)
            if other is member or not other.is_registered or (kind, other.name) in member.acknowledged:
                return
            send = kind, other.name, f"/members/{other.name.replace(' ', '%20')}/follow", {"once": key}
        self._until_answered(lambda: member.write(*send))

    def _until_answered(self, send: Callable[[], int]) -> bool:
        """Send until it is acknowledged, as a member would who presses the button again."""
        while not self._stop.is_set():
            status = send()
            if status == OPEN or status is True:
                return True
            if status not in (NO_ANSWER, False, 503):
                self.broken.append(f"answered {status}")
                return False
            self._stop.wait(0.1)
        return False


class Killer:
    """Kills -9 what belongs to a served house, and waits until it is back."""

    def __init__(self, site: Site, server: Postgres | None, seed: int) -> None:
        self.kills: dict[str, int] = {}
        self._site, self._server = site, server
        self._chance = random.Random(seed)
        self._choices = [WEB, BACKEND if server else WEB, WORKER, EVERYTHING]

    def kill(self, number: int) -> None:
        """Let the writers write for a moment, then kill something; every kind has its turn."""
        time.sleep(self._chance.uniform(0.1, 1.2))
        victim = self._choices[number % len(self._choices)]
        if victim == EVERYTHING:
            self._site.kill()
            self._site.serve()
        elif victim == BACKEND:
            self._kill_backend()
        else:
            self._kill_child(is_worker=victim == WORKER)
        self.kills[victim] = self.kills.get(victim, 0) + 1
        self._site.wait_until_ready()

    def _kill_child(self, *, is_worker: bool) -> None:
        """Kill one process beside the one that started them all, which brings it back."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            children = [
                child for child in self._site.children() if (WORKS if is_worker else ANSWERS) in _words_of(child)
            ]
            if children:
                self._chance.choice(children).kill()
                return
            time.sleep(0.1)
        raise RuntimeError("there was nothing to kill: what was killed before did not come back")

    def _kill_backend(self) -> None:
        """Kill a session of the database, after which PostgreSQL ends all others and recovers."""
        if self._server is None:
            return
        address = self._server.url.replace("+psycopg", "")
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with psycopg.connect(address, autocommit=True) as connection:
                    backends = [pid for (pid,) in connection.execute(BACKENDS)]
                if backends:
                    os.kill(self._chance.choice(backends), signal.SIGKILL)
                    return
            except (psycopg.OperationalError, ProcessLookupError):
                pass
            time.sleep(0.1)
        raise RuntimeError("the database did not come back")


def _words_of(process: psutil.Process) -> str:
    """The command of a process; nothing where it ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _in_letters(number: int) -> str:
    """A number as a name may hold it."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
