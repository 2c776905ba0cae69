"""What work in a worker can end in, other than an answer.

WorkerError
├── Busy              no worker is free and the queue is full
├── DeadlineExceeded  the work was stopped at its deadline
├── Stopped           someone with the right to stopped the work
├── Crashed           the worker died: out of memory, or the work broke the engine
├── TooLarge          the answer has more bytes than an answer may have
├── TooManyRows       the answer has more rows than were to be written
├── Malformed         the query or the RDF does not parse; with line and column
├── Failed            the engine gave up; with its words
├── NotAcceptable     the result is of a family no acceptable format serialises
├── Exhausted         a validation needed more memory than it may have
├── Broke             what was to be validated broke its parser
├── TooManyTriples    a graph to validate has more triples than it may have
└── RemoteContext     JSON-LD names a context at another address; with the address
"""

import contextlib


class WorkerError(Exception):
    """Base of what work in a worker can end in."""


class Busy(WorkerError):
    pass


class DeadlineExceeded(WorkerError):
    pass


class Stopped(WorkerError):
    pass


class Crashed(WorkerError):
    pass


class TooLarge(WorkerError):
    pass


class TooManyRows(WorkerError):
    pass


class Failed(WorkerError):
    pass


class NotAcceptable(WorkerError):
    pass


class Malformed(WorkerError):
    """The query or the RDF does not parse; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int | None, column: int | None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class Exhausted(WorkerError):
    pass


class Broke(WorkerError):
    pass


class TooManyTriples(WorkerError):
    pass


class RemoteContext(WorkerError):
    pass


class NotValidatable(WorkerError):
    """SHACL cannot be run on a graph: for a triple term, or where the engine gave up (`where` says
    at which line of it)."""

    def __init__(self, where: str = "") -> None:
        super().__init__(where)
        self.where = where


def whereabouts(error: Exception) -> str:
    """The type of an error and the line that raised it, without its words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    with contextlib.suppress(AttributeError):
        if trace:
            code = trace.tb_frame.f_code
            return f"{type(error).__name__} in {code.co_qualname}, line {trace.tb_lineno}"
    return type(error).__name__
