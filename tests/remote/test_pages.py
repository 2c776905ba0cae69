"""Pages on engines elsewhere: the same tests, with the engine's `client`."""

from tests.server.test_pages import *  # noqa: F403
