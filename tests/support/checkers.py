"""The checkers that come from npm: axe-core for accessibility, vnu-jar for HTML. As a program: brings them here."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".checkers"
PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class Checker:
    """One file of one release of a package, known by its digest: nothing else is ever run."""

    package: str
    version: str
    file: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where it stands once it was brought."""
        return FOLDER / "node_modules" / self.package / self.file

    def find(self) -> Path | None:
        """The file, or None where there is none or it is not the one that is meant."""
        is_meant = self.path.is_file() and hashlib.sha256(self.path.read_bytes()).hexdigest() == self.sha256
        return self.path if is_meant else None


AXE = Checker("axe-core", "4.14.1", "axe.min.js", "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c")
VNU = Checker(
    "vnu-jar", "26.9.27", "build/dist/vnu.jar", "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47"
)
BOTH = (AXE, VNU)


def is_required() -> bool:
    """Whether a missing checker is a failure instead of a skip."""
    return os.environ.get("BALCONY_TEST_REQUIRE_CHECKERS") == "1"


def missing() -> str:
    """What keeps pages from being checked, in words; nothing where all is there."""
    absent = [checker.package for checker in BOTH if not checker.find()]
    if absent:
        return f"NO {' AND NO '.join(absent)} HERE: pages are not checked by it. bin/test brings it with npm."
    return "" if shutil.which("java") else "NO JAVA ON THIS MACHINE: the W3C's checker of HTML cannot run."


def bring() -> str:
    """Have both here, by npm where they are not; what went wrong, in words.

    No script of a package is run: one of them would download a Java.
    """
    if all(checker.find() for checker in BOTH):
        return missing()
    npm = shutil.which("npm")
    if not npm:
        return "NO NPM ON THIS MACHINE: axe-core and vnu-jar cannot be installed."
    shutil.rmtree(FOLDER, ignore_errors=True)  # npm leaves a broken file as it is
    FOLDER.mkdir()
    quietly = ["--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    wanted = [f"{checker.package}@{checker.version}" for checker in BOTH]
    command = [npm, "install", "--prefix", str(FOLDER), *quietly, *wanted]
    try:
        done = subprocess.run(command, check=False, cwd=FOLDER, stdout=sys.stderr, timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        return f"NPM DID NOT ANSWER in {PATIENCE_SECONDS} seconds."
    if done.returncode:
        return "NPM COULD NOT INSTALL axe-core and vnu-jar; its reason is above."
    strange = [checker.package for checker in BOTH if not checker.find()]
    return f"{' and '.join(strange)} FROM NPM IS NOT THE FILE THAT IS MEANT (sha256)." if strange else missing()


if __name__ == "__main__":
    fault = bring()
    sys.stdout.write(fault)
    sys.exit(bool(fault))
