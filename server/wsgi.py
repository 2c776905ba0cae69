"""The WSGI application that the web server loads: `server.wsgi:create`."""

from server.app import create_served_app
from server.delivery import WSGI, Whole


def create() -> WSGI:
    """The served application behind its middleware; settings come from the environment."""
    app = create_served_app()
    return Whole(app, app.config["SETTINGS"].whole_bytes)
