"""How far an import is: a bar where somebody watches, plain lines elsewhere, faults on standard error."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from forum.imports.entries import Fault, Readable
from forum.imports.running import Tally

STEP = 5000  # films between two plain lines
STANDARD_INPUT = "-"


class Meter:
    """Counts bytes for a bar and films for lines, and says every fault with its file."""

    def __init__(self, advance: Callable[[int], None] | None) -> None:
        self._advance = advance
        self.place = ""
        self._said = 0
        self._held: list[str] = []  # a bar is not written across: faults wait for its end

    @contextmanager
    def opened(self, name: str) -> Iterator["Metered"]:
        """The file of this name, or standard input, counted while it is read."""
        self.place = "" if name == STANDARD_INPUT else f"{Path(name).name}: "
        with click.open_file(name, "rb") as file:
            yield Metered(file, self._advance or (lambda _number: None))

    def say(self, fault: Fault) -> None:
        """Report what is wrong; the import goes on."""
        words = f"{self.place}{fault}"
        if self._advance:
            self._held.append(words)
        else:
            click.echo(words, err=True)

    def count(self, tally: Tally) -> None:
        """Say how far it is, now and then."""
        if self._advance is None and tally.films // STEP > self._said:
            self._said = tally.films // STEP
            click.echo(f"{tally.films:,} films read")

    def release(self) -> None:
        """Say what waited for the end of the bar."""
        for words in self._held:
            click.echo(words, err=True)
        self._held.clear()


class Metered:
    """A file that says how many bytes were read from it."""

    def __init__(self, file: Readable, advance: Callable[[int], None]) -> None:
        self._file, self._advance = file, advance

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        return self._counted(self._file.read(size))

    def readline(self, size: int = -1) -> bytes:
        """The next line."""
        return self._counted(self._file.readline(size))

    def _counted(self, data: bytes) -> bytes:
        self._advance(len(data))
        return data


@contextmanager
def metered(files: Sequence[str]) -> Iterator[Meter]:
    """A meter over these files: with a bar on a terminal, where their sizes are known."""
    if not sys.stdout.isatty() or STANDARD_INPUT in files:
        yield Meter(None)
        return
    size = sum(Path(name).stat().st_size for name in files)
    meter = Meter(None)
    try:
        with click.progressbar(length=size, label="Importing films", update_min_steps=size // 500 + 1) as bar:
            meter = Meter(bar.update)
            yield meter
    finally:
        meter.release()
