"""What the instance folder holds is for its owner alone: files 0600, folders 0700, whatever the umask is."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PRIVATE_UMASK = 0o077
OTHERS = stat.S_IRWXG | stat.S_IRWXO
FOLDERS = ("mail", "media")


def set_private_umask() -> None:
    """Let everything this process makes be for its owner alone. For the start of our own commands and servers."""
    os.umask(PRIVATE_UMASK)


def make_private_folder(folder: Path) -> None:
    """Make the folder, and those above it, when missing."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            folder.chmod(0o700)


def make_private_file(path: Path) -> None:
    """Make an empty file, mode 0600, when there is none. SQLite gives its other files the mode of the first."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def make_private(instance: Path, *files: Path) -> None:
    """Take what others may do away from the instance folder, what it holds, and files of ours elsewhere.

    What another user owns stays as it is; `balcony doctor` reports it.
    """
    for path in _ours(instance, files):
        with suppress(OSError):
            if _is_open(path):
                path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)


def find_open_files(instance: Path, *files: Path) -> list[Path]:
    """Return what others on this machine may read, write or enter."""
    return [path for path in _ours(instance, files) if _is_open(path)]


def _ours(instance: Path, files: tuple[Path, ...]) -> Iterator[Path]:
    """What the site keeps: the folder, the files in it, its own folders whole, and each database with its companions.

    Other folders inside are somebody else's, and links lead elsewhere.
    """
    yield instance
    yield from (path for path in _entries(instance) if path.name in FOLDERS or not path.is_dir())
    for folder in FOLDERS:
        yield from (path for path in (instance / folder).rglob("*") if not path.is_symlink())
    for file in files:
        yield from (path for path in _entries(file.parent) if path.name.startswith(file.name))


def _entries(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if not path.is_symlink()]
    except OSError:
        return []


def _is_open(path: Path) -> bool:
    try:
        return bool(path.lstat().st_mode & OTHERS)
    except OSError:  # gone meanwhile
        return False
