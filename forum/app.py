"""Put the house together: settings, slices, error pages. Nothing else lives here."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, get_flashed_messages, request, session
from flask_login import COOKIE_NAME, LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix

from forum.badges import models as badges_models
from forum.badges import views as badges
from forum.boards import models as boards_models
from forum.boards import views as boards
from forum.config import Settings, read_settings
from forum.config import settings as app_settings
from forum.desk import models as desk_models
from forum.desk import views as desk
from forum.kernel import (
    alike,
    assets,
    cost_limits,
    cross_site,
    faults,
    formats,
    headers,
    health,
    housekeeping,
    limits,
    logs,
    page_version,
    request_limits,
    sqlite,
    web,
)
from forum.kernel.db import db
from forum.kernel.db_session import watch_commits
from forum.kernel.links import place_of, url_of
from forum.kernel.markdown import excerpt
from forum.kernel.once import arrived_forms, new_once
from forum.kernel.page_shelf import Shelf
from forum.kernel.page_store import EXTENSION as PAGE_STORE
from forum.kernel.page_store import LIGHTS, PageStore
from forum.kernel.page_version import VersionReader
from forum.kernel.private_files import make_private, make_private_folder
from forum.kernel.secret_key import read_secret_key
from forum.members import jobs as members_jobs
from forum.members import models as members_models
from forum.members import views as members
from forum.members.session import load_member, someone
from forum.moderation import views as moderation
from forum.modlog import models as modlog_models
from forum.movies import models as movies_models
from forum.movies import views as movies
from forum.notifications import jobs as notifications_jobs
from forum.notifications import listeners as notifications_listeners
from forum.notifications import models as notifications_models
from forum.notifications import views as notifications
from forum.pages import views as pages
from forum.quotes import models as quotes_models
from forum.quotes import views as quotes
from forum.reviews import models as reviews_models
from forum.reviews import views as reviews
from forum.search import jobs as search_jobs
from forum.search import listeners as search_listeners
from forum.search import models as search_models
from forum.search import views as search

PACKAGE = Path(__file__).parent
# A wheel carries templates, static and migrations inside the package; a checkout has them beside it.
HOME = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent

BLUEPRINTS = tuple(
    slice_.bp
    for slice_ in (
        health,
        members,
        movies,
        reviews,
        quotes,
        boards,
        desk,
        badges,
        moderation,
        search,
        notifications,
        pages,
    )
)
# Every table, so that migrations see all of them whichever page was written first.
TABLES = (
    badges_models,
    boards_models,
    desk_models,
    members_models,
    modlog_models,
    movies_models,
    notifications_models,
    quotes_models,
    reviews_models,
    search_models,
)
# Imported for what they register: who listens, and who does the background work.
WATCHERS = (notifications_listeners, notifications_jobs, search_listeners, search_jobs, members_jobs, housekeeping)

MEGABYTE = 1024 * 1024
SECURE_COOKIE, PLAIN_COOKIE = "__Host-balcony", "balcony"


def create_app(settings: Settings | None = None) -> Flask:
    """The whole house, ready to serve; raises BadSetting for settings it cannot live with."""
    chosen = settings or read_settings()
    app = web.House("forum", root_path=str(HOME), template_folder="templates", static_folder=None)
    app.extensions["balcony_settings"] = chosen
    app.config.from_mapping(_configuration(chosen))
    app.url_map.converters["id"] = web.IdConverter
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.template_class = web.HouseTemplate
    _check_requests(app)
    _ground(app, chosen)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals.update(url_of=url_of, place_of=place_of, excerpt=excerpt)
    own = {"new_once": new_once, "csrf_token": generate_csrf, "get_flashed_messages": get_flashed_messages}
    own["arrived_forms"] = arrived_forms
    app.jinja_env.globals.update({name: alike.private(ask) for name, ask in own.items()})
    app.context_processor(_around_every_page)
    return app


def _configuration(chosen: Settings) -> dict[str, Any]:
    configuration: dict[str, Any] = {
        "SECRET_KEY": read_secret_key(chosen),
        "TESTING": chosen.env == "testing",
        "SQLALCHEMY_DATABASE_URI": chosen.database,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(chosen),
        "MAX_CONTENT_LENGTH": MEGABYTE,
        "WTF_CSRF_TIME_LIMIT": None,  # the session bounds it, else an hour's writing is refused
        "SESSION_COOKIE_NAME": SECURE_COOKIE if chosen.secure else PLAIN_COOKIE,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": chosen.secure,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=60),
        "SESSION_REFRESH_EACH_REQUEST": False,  # its row ends when it ends; a cookie that stays lets pictures be kept
    }
    if chosen.base_url:
        public = chosen.base_url.split("://")[1].split("/")[0].split(":")[0]
        configuration["TRUSTED_HOSTS"] = [public, "127.0.0.1", "localhost"]  # probes come from this machine
    return configuration


def _engine_options(chosen: Settings) -> dict[str, Any]:
    """Return how connections are made and kept. What a statement was given never stands in an error's words.

    On SQLite a connection is an open file, and writers hold one while they wait: there are as many as threads ask for,
    so that no reader waits for one.
    """
    shared = {"hide_parameters": True, "pool_timeout": sqlite.BUSY_SECONDS}
    if chosen.on_sqlite:
        return shared | {"max_overflow": -1, "connect_args": {"timeout": sqlite.BUSY_SECONDS}}
    patience = {"connect_timeout": sqlite.BUSY_SECONDS}
    return shared | {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 15, "connect_args": patience}


def _check_requests(app: Flask) -> None:
    """What happens to a request before its form is read, in this order."""
    logs.install(app)  # first: what is refused is logged, and its page says the request's id
    app.before_request(web.begin_request)
    request_limits.install(app)
    cross_site.install(app)
    cost_limits.install(app)


def _ground(app: Flask, chosen: Settings) -> None:
    """The kernel's parts, each told about the app."""
    make_private_folder(chosen.instance)
    make_private(chosen.instance, *chosen.sqlite_files)
    db.init_app(app)
    with app.app_context():
        sqlite.prepare(db.engine)
        watch_commits(db.engine)
        page_version.install(db.engine)  # also where no page is kept: other processes keep some
        version = page_version.version_reader(db.engine.url) if chosen.page_store else None
    alike.install(app, version)
    Migrate(app, db, directory=str(HOME / "migrations"), render_as_batch=True, compare_type=True)
    CSRFProtect(app)
    logins = LoginManager(app)
    logins.user_loader(load_member)
    logins.session_protection = None  # a sign-in is a row that can be revoked; an address that changes is no theft
    limits.install(app, chosen)
    headers.install(app, secure=chosen.secure)
    formats.install(app)
    faults.install(app)
    if version:
        _keep_pages(app, version)  # inside the static files, which need no keeping, and outside everything else
    assets.install(app, HOME / "static")
    if chosen.trusted_proxies:
        count = chosen.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    # Outside everything else, so that no layer answers without these.
    around = headers.SecurityHeaders(app.wsgi_app, secure=chosen.secure)
    app.extensions[headers.EXTENSION] = app.wsgi_app = around  # type: ignore[method-assign]


def _keep_pages(app: Flask, version: VersionReader) -> None:
    cookies = (app.config["SESSION_COOKIE_NAME"], COOKIE_NAME)
    pages = PageStore(app.wsgi_app, version, private_cookies=cookies, shelf=Shelf())
    app.extensions[PAGE_STORE] = app.wsgi_app = pages  # type: ignore[method-assign]


def _around_every_page() -> dict[str, Any]:
    """What the frame around every page shows."""
    lights = request.cookies.get(LIGHTS, "")
    return {
        "me": someone(),
        "theme": {"up": "light", "down": "dark"}.get(lights, ""),
        "site_name": app_settings().site_name,
        "has_flashes": "_flashes" in session,
    }
