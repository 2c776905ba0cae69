"""What a worker could not answer, as the error the client is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from server import errors
from server.app import current_settings
from server.negotiation import GRAPH_TYPES, SOLUTION_TYPES
from server.settings import Settings
from server.sparql.faults import malformed
from server.store.remote import errors as engine
from server.store.remote.errors import EngineError
from server.workers import pool


@contextmanager
def failing(
    deadline: float, queue: int, query: str = "", settings: Settings | None = None
) -> Iterator[None]:
    """Turns the WorkerErrors of its block into ServiceErrors, each with the limit that was hit: of
    its seconds, of the queries that may wait, or of the settings, which are those of the
    application unless given. What is wrong with a `query` that a person wrote is told in words."""
    settings = settings or current_settings()
    try:
        yield
    except pool.Malformed as error:
        raise malformed(query, str(error), error.line, error.column) from None
    except pool.NotAcceptable as error:
        offered = GRAPH_TYPES if str(error) == "triples" else SOLUTION_TYPES
        raise errors.NotAcceptable(offered="、".join(offered), available=list(offered)) from None
    except pool.DeadlineExceeded:
        raise errors.DeadlineExceeded(limit=deadline) from None
    except pool.Crashed:
        raise errors.OutOfMemory(limit=settings.memory) from None
    except pool.TooLarge:
        raise errors.AnswerTooLarge(limit=settings.result_bytes) from None
    except pool.Failed as error:
        raise errors.EvaluationFailed(message=str(error)) from None
    except pool.Busy:
        raise errors.Busy(limit=queue) from None
    except pool.Stopped:
        raise errors.QueryStopped from None
    except EngineError as error:
        raise of_engine(error, deadline) from None


def of_engine(error: EngineError, deadline: float) -> errors.ServiceError:
    """What an engine elsewhere could not answer within `deadline` seconds keeps its meaning: 502,
    503 or 504."""
    match error:
        case engine.Unreachable():
            return errors.EngineUnreachable()
        case engine.Overloaded():
            return errors.EngineOverloaded(seconds=error.seconds)
        case engine.Overdue():
            return errors.EngineOverdue(limit=deadline)
        case engine.CutShort():
            return errors.EngineCutShort(message=str(error))
        case _:
            return errors.EngineFailed(message=str(error))
