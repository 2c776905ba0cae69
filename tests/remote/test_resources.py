"""Documents of resources on engines elsewhere: the same tests, with the engine's `client`."""

from tests.server.test_resources import *  # noqa: F403

# every thing there is, one by one: test_same_answers compares 150 of them
del test_everything_of_a_kind_leads_by_303_to_its_document  # noqa: F821
