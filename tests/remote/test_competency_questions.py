"""The competency questions on engines elsewhere: the same tests, with the engine's `ask`."""

from tests.queries.test_competency_questions import *  # noqa: F403
