"""One client that sends slowly, sends nothing, or asks for everything: all others are answered all the same."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from bench.hostile import KINDS, flood
from tests.server import held
from tests.server.test_serving import PATIENCE, answers, balcony, end_all, wait_until
from tests.support import forks

pytestmark = pytest.mark.sqlite_only("connections are taken and closed before any database is asked")
FORM = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@dataclass
class Served:
    """A served site, its instance folder and its processes."""

    server: psutil.Process
    instance: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> int:
        """Return the status of a page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        assert answer.headers["Retry-After"] or answer.status != 503
        return answer.status

    def connect(self, *sent: bytes) -> socket.socket:
        """Return a connection on which this was sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.sendall(b"".join(sent))
        return connection

    def talk(self, *sent: bytes) -> bytes:
        """Return all that is answered to this until the server closes the connection."""
        with self.connect(*sent) as connection:
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def clients(self) -> set[int]:
        """Return the ports of the clients that are connected."""
        family = [self.server, *self.server.children()]
        connections = [one for process in family for one in process.net_connections("tcp")]
        return {one.raddr.port for one in connections if one.raddr}

    def answering(self) -> list[int]:
        """Return the ids of the processes that answer requests."""
        return [child.pid for child in self.server.children() if is_answering(child)]


def is_answering(process: psutil.Process) -> bool:
    """Return whether this child of a server was started to answer requests, and lives."""
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:  # it ended while we looked
        return False


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Iterator[Served]:
    yield from _served(tmp_path_factory.mktemp("small"), "small")


@pytest.fixture
def short(tmp_path) -> Iterator[Served]:
    yield from _served(tmp_path, "short")


def _served(instance: Path, limits: str) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    forks.start(balcony, instance, "db", "upgrade").join()
    site = Served(psutil.Process(forks.start(held.serve_with, instance, port, limits).pid), instance, port)
    wait_until(lambda: answers(f"{site.url}/healthz"))
    yield site
    (instance / "hold").unlink(missing_ok=True)
    end_all(site.server)


def test_others_read_and_write_while_one_client_floods(small):
    counts = dict.fromkeys(KINDS.keys() - {"reading-nothing"}, 16)  # which asks for whole pages, as one client may
    attack = threading.Thread(target=flood, args=(small.port, counts, 5))
    attack.start()
    while attack.is_alive():
        assert [small.get(path) for path in ("/", "/healthz", "/search?q=cure")] == [200, 200, 200]
        assert b"HTTP/1.1 400" in small.talk(FORM, b"Connection: close\r\nContent-Length: 6\r\n\r\nname=a")  # no token
    attack.join()
    with ThreadPoolExecutor(4) as crowd:
        assert set(crowd.map(small.get, ["/members", "/quotes", "/boards", "/movies"] * 4)) == {200}


def test_connections_that_send_no_whole_request_are_closed(small):
    silent, slow = small.connect(), small.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ")
    with small.connect(b"GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n") as resting:
        assert b"200 OK" in resting.recv(65536)
        assert [connection.recv(1000) for connection in (silent, resting)] == [b"", b""]
        assert b"200" not in slow.recv(1000)
        assert slow.recv(1000) == b""
    silent.close()
    slow.close()


def test_a_form_of_no_certain_length_is_not_read(small):
    """A chunked one that was cut off looks like one that is whole."""
    answer = small.talk(FORM, b"Transfer-Encoding: chunked\r\n\r\n5\r\nname=\r\n")
    assert answer.startswith(b"HTTP/1.1 411")
    assert b"<h1>" in answer


def test_a_form_that_does_not_arrive_is_answered_in_words_and_its_connection_closed(small):
    answer = small.talk(FORM, b"Content-Length: 1000\r\n\r\nname=")
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"<h1>" in answer


def test_a_form_that_is_not_finished_by_its_sender_is_nothing(small):
    lines = (small.instance / "log").read_text().count('"path": "/login"')
    with small.connect(FORM, b"Content-Length: 1000\r\n\r\nname=a") as connection:
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000)[:12] in (b"", b"HTTP/1.1 400")
    assert small.get("/about") == 200
    assert (small.instance / "log").read_text().count('"path": "/login"') == lines


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 200_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: a\r\n" * 200,
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost",
    ],
    ids=["long header", "many headers", "long address"],
)
def test_heads_without_an_end_are_refused(small, head):
    assert small.talk(head, b"\r\n\r\n")[:12] in (b"HTTP/1.1 431", b"HTTP/1.1 414")


def test_no_other_protocol_is_spoken(small):
    assert b"200" not in small.talk(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 9)
    upgrade = b"Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    assert small.talk(b"GET /about HTTP/1.1\r\nHost: localhost\r\n", upgrade, b"\r\n").startswith(b"HTTP/1.1 200")


def test_a_request_that_can_be_read_in_two_ways_is_refused(small):
    answer = small.talk(b"GET /about HTTP/1.1\r\nHost: localhost\r\nHost: other.example\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_client_that_reads_nothing_is_not_waited_for(small):
    greedy = socket.socket()
    greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    greedy.connect(("127.0.0.1", small.port))
    greedy.settimeout(PATIENCE)
    greedy.sendall(b"GET /movies HTTP/1.1\r\nHost: localhost\r\n\r\n" * 400)
    port = greedy.getsockname()[1]
    wait_until(lambda: port not in small.clients())
    greedy.close()


def test_when_all_threads_are_held_cached_pages_and_writes_go_on_and_no_more_wait_than_may(small):
    hold = small.instance / "hold"
    assert [small.get("/about") for _ in range(2)] == [200, 200]
    hold.touch()
    with ThreadPoolExecutor(12) as crowd:
        try:
            held_up = [crowd.submit(small.get, "/hold") for _ in range(12)]
            refused = wait_until(lambda: [one.result() for one in held_up if one.done()])
            assert set(refused) == {503}
            assert small.get("/about") == 200
            assert b"HTTP/1.1 400" in small.talk(FORM, b"Connection: close\r\nContent-Length: 6\r\n\r\nname=a")
        finally:
            hold.unlink()
        told = [one.result() for one in held_up]
    assert (told.count(200), told.count(503)) == (6, 6)  # four threads, and half of four places to wait


def test_a_process_whose_threads_no_longer_answer_is_replaced(short):
    (before,) = short.answering()
    (short.instance / "hold").touch()
    with ExitStack() as stuck:
        for _ in range(4):
            stuck.enter_context(short.connect(b"GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        wait_until(lambda: before not in short.answering())
    (short.instance / "hold").unlink()
    wait_until(lambda: answers(f"{short.url}/about"))
    assert "process_stuck" in (short.instance / "log").read_text()


def test_a_process_that_does_nothing_at_all_is_replaced(short):
    (before,) = short.answering()
    wait_until(lambda: answers(f"{short.url}/about"))
    psutil.Process(before).suspend()
    wait_until(lambda: before not in short.answering())
    wait_until(lambda: answers(f"{short.url}/about"))
