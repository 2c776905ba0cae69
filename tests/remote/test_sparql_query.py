"""The query operation on engines elsewhere: the same tests, with the engine's `client`."""

from tests.protocol.test_sparql_query import *  # noqa: F403
