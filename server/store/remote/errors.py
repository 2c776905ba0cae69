"""What a request to an engine can end in, other than an answer.

WorkerError
└── EngineError
    ├── Unreachable   no connection to the engine, or it broke off
    ├── Overloaded    the engine is busy, or has not answered lately; with the seconds to wait
    ├── Overdue       the engine did not answer within the deadline, or gave up at its own
    ├── Refused       the engine refuses what was asked, or who asked; with its words
    ├── BadAnswer     what the engine answered is no whole answer; with what is wrong
    └── CutShort      the engine says itself that its answer is cut off; with its limit
"""

from server.workers.errors import WorkerError


class EngineError(WorkerError):
    """Base of what a request to an engine can end in."""


class Unreachable(EngineError):
    pass


class Overloaded(EngineError):
    """`seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Overdue(EngineError):
    pass


class Refused(EngineError):
    pass


class BadAnswer(EngineError):
    pass


class CutShort(EngineError):
    pass
