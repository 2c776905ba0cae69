"""Documents of resources on engines elsewhere: the same tests, with the engine's `client`."""

from tests.server.test_resources import *  # noqa: F403
