"""Nobody else on the machine reads what the instance folder holds, whoever made it and whatever the umask is."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from forum.app import create_app
from forum.config import Settings
from forum.kernel.db import db
from forum.kernel.private_files import find_open_files, make_private
from tests.support.site import ROOT, Site

pytestmark = pytest.mark.sqlite_only("files of the instance folder; on PostgreSQL the rows are in the server's")


def exposed(instance: Path) -> dict[str, str]:
    """What others may read, write or enter, with its mode; empty in a sound instance."""
    paths = [instance, *instance.rglob("*")]
    modes = {str(path.relative_to(instance.parent)): stat.S_IMODE(path.stat().st_mode) for path in paths}
    return {path: oct(mode) for path, mode in modes.items() if mode & 0o077}


def test_what_a_served_site_with_its_sample_community_makes_is_for_its_owner_alone(tmp_path):
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o755)
    site = Site(instance, f"sqlite:///{instance / 'balcony.db'}")
    before = os.umask(0)
    try:
        site.open()
        (instance / "serve.log").unlink()  # this test's own
        names = {path.name for path in instance.iterdir()}
        assert {"balcony.db", "balcony.db-wal", "secret-key", "sample-sign-ins.txt"} <= names
        assert exposed(instance) == {}
    finally:
        site.close()
        os.umask(before)
    assert exposed(instance) == {}


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_other_servers_that_make_the_app_leave_it_so_too(tmp_path, umask):
    """As `gunicorn 'forum.app:create_app()'` does, which no command of ours starts."""
    instance = tmp_path / "instance"
    code = (
        "from forum.app import create_app\nfrom forum.kernel.db import db\nimport sqlalchemy as sa\n"
        "app = create_app()\napp.config['WTF_CSRF_ENABLED'] = False\n"
        "app.test_client().post('/lights', data={'lights': 'down'})\n"
        "with app.app_context():\n"
        "    db.session.execute(sa.text('CREATE TABLE one (id INTEGER)')); db.session.commit()\n"
        "    import os; os._exit(0)\n"  # as a process that is killed: SQLite's companions stay
    )
    environment = {"BALCONY_ENV": "testing", "BALCONY_INSTANCE_PATH": str(instance), "PATH": os.environ["PATH"]}
    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, preexec_fn=lambda: os.umask(umask)
    )
    assert {"balcony.db", "balcony.db-wal", "limits.db", "limits.db-wal"} <= {path.name for path in instance.iterdir()}
    assert exposed(instance) == {}


def test_what_was_made_open_before_is_closed_at_the_next_start(tmp_path):
    instance = tmp_path / "instance"
    for folder in (instance, instance / "mail", instance / "media" / "posters"):
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    names = ["balcony.db", "balcony.db-wal", "balcony.db-shm", "balcony.db-line", "limits.db", "prepared", "backup.db"]
    for path in [instance / name for name in names] + [instance / "mail" / "1.eml", instance / "media/posters/1.webp"]:
        path.touch()
        path.chmod(0o664)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    elsewhere.chmod(0o644)
    (instance / "link").symlink_to(elsewhere)
    create_app(Settings(env="testing", instance_path=instance, secret_key="the-same-in-every-test-and-long-enough"))
    (instance / "link").unlink()
    assert exposed(instance) == {}
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_a_database_elsewhere_is_as_private(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o755)
    path = tmp_path / "data" / "rows.db"
    app = create_app(Settings(env="testing", instance_path=tmp_path / "instance", database_url=f"sqlite:///{path}"))
    with app.app_context():
        db.session.execute(db.text("SELECT 1"))
        db.engine.dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert find_open_files(tmp_path / "instance", path) == [path]
    make_private(tmp_path / "instance", path)
    assert find_open_files(tmp_path / "instance", path) == []
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o755  # a folder that is not ours alone stays as it is
