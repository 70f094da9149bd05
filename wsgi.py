"""The house for `flask --app wsgi` and for any server that wants a module with an app in it."""

from forum.app import create_app
from forum.cli import install
from forum.config import read_settings
from forum.kernel import logs
from forum.kernel.private_files import set_private_umask

set_private_umask()
chosen = read_settings()
logs.configure(chosen)
app = create_app(chosen)
install(app)
