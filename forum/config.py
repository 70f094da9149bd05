"""Every setting of the house, in one place: read once at start from BALCONY_* variables, typed and checked."""

from pathlib import Path
from typing import Annotated, Literal, cast
from urllib.parse import urlsplit

from flask import current_app
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "BALCONY_"
SHORTEST_SECRET = 32
DATABASE_EXAMPLE = "postgresql://balcony:secret@localhost/balcony"


class BadSetting(Exception):
    """A setting that stops the start; the message names the variable, its fault and an example."""


def _database(url: str) -> str:
    if url and not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
        raise ValueError("must start with sqlite: or postgresql:")
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            url = "postgresql+psycopg://" + url.removeprefix(plain)
    try:
        make_url(url or "sqlite://")
    except (ArgumentError, ValueError) as error:
        raise ValueError("cannot be read as the address of a database") from error
    return url


def _secret(value: str) -> str:
    if value and len(value) < SHORTEST_SECRET:
        raise ValueError(f"must be at least {SHORTEST_SECRET} characters long")
    return value


def _web_address(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    if url and not urlsplit(url).hostname:
        raise ValueError("must name a host")
    return url.rstrip("/")


def _setting(default: object, says: str, example: str) -> object:
    return Field(default=default, description=says, examples=[example])


class Settings(BaseSettings):
    """What a self-hoster may set; every name is a variable with BALCONY_ in front."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    env: Literal["production", "development", "testing"] = cast(
        Literal["production", "development", "testing"],
        _setting("production", "How strict the house is: production, development or testing.", "production"),
    )
    instance_path: Path = cast(
        Path, _setting(Path("instance"), "The folder for the database, mail, media and the secret.", "instance")
    )
    database_url: Annotated[str, AfterValidator(_database)] = cast(
        str, _setting("", "Where rows live. Empty: a SQLite file in the instance folder.", DATABASE_EXAMPLE)
    )
    secret_key: Annotated[str, AfterValidator(_secret)] = cast(
        str,
        _setting(
            "",
            "Signs cookies; a weak one stops the start in production. Make one: openssl rand -hex 32. "
            "Empty: made at first start and kept in the instance folder, mode 0600.",
            "64 hex digits",
        ),
    )
    base_url: Annotated[str, AfterValidator(_web_address)] = cast(
        str, _setting("", "The public address, used in full links.", "https://balcony.example.org")
    )
    redis_url: str = cast(
        str, _setting("", "Optional: rate limits shared between many machines.", "redis://localhost:6379/0")
    )
    smtp_url: str = cast(
        str, _setting("", "Where mail goes. Empty: files in the instance folder's mail/.", "smtp://localhost:25")
    )
    media_url: str = cast(
        str,
        _setting("", "For what is too large for rows; nothing yet: posters are in the database.", "s3://balcony-media"),
    )
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = cast(
        int, _setting(0, "How many proxies in front of the house may name the reader's address.", "1")
    )
    site_name: Annotated[str, Field(min_length=1, max_length=60)] = cast(
        str, _setting("Balcony", "The name over the door.", "The Rialto Balcony")
    )
    registration: Literal["open", "invite", "approval", "closed"] = cast(
        Literal["open", "invite", "approval", "closed"],
        _setting("open", "Who may register. invite and approval are closed doors until they are built.", "open"),
    )
    rate_limits: bool = cast(
        bool, _setting(True, "Whether sign-in, registration and writing are limited. Off only for measuring.", "true")
    )
    page_store: bool = cast(
        bool,
        _setting(True, "Whether whole pages are kept in memory for readers who are not signed in.", "false"),
    )
    workers: Annotated[int, Field(ge=1, le=64)] = cast(
        int, _setting(2, "Server processes started by `balcony serve`.", "2")
    )

    @property
    def instance(self) -> Path:
        """The instance folder as an absolute path."""
        return self.instance_path.resolve()

    @property
    def database(self) -> str:
        """The database address in use: the one set, else the SQLite file in the instance folder."""
        return self.database_url or f"sqlite:///{self.instance / 'balcony.db'}"

    @property
    def on_sqlite(self) -> bool:
        """Whether rows live in a SQLite file."""
        return self.database.startswith("sqlite")

    @property
    def sqlite_files(self) -> list[Path]:
        """The SQLite file with the rows; none for other databases and in memory."""
        name = make_url(self.database).database or "" if self.on_sqlite else ""
        return [] if not name or name.startswith((":memory:", "file:")) else [Path(name).absolute()]

    @property
    def secure(self) -> bool:
        """Whether readers reach the house over https, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


def read_settings() -> Settings:
    """The settings of this process; raises BadSetting with the variable, its fault and an example."""
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0])
        example = (Settings.model_fields[name].examples or [""])[0]
        message = str(fault["msg"]).removeprefix("Value error, ")
        raise BadSetting(f"{PREFIX}{name.upper()}: {message}. Example: {PREFIX}{name.upper()}={example}") from error


def settings() -> Settings:
    """The settings of the running app."""
    return cast(Settings, current_app.extensions["balcony_settings"])
