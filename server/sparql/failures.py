"""What a worker could not answer, as the error the client is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from server import errors
from server.app import current_settings
from server.negotiation import GRAPH_TYPES, SOLUTION_TYPES
from server.sparql.wording import readable
from server.workers import pool


@contextmanager
def failing(deadline: float, queue: int) -> Iterator[None]:
    """Turns the WorkerErrors of its block into ServiceErrors, each with the limit that was hit: of
    its seconds, of the queries that may wait, or of the settings."""
    settings = current_settings()
    try:
        yield
    except pool.Malformed as error:
        raise errors.MalformedQuery(
            message=readable(str(error)), line=error.line, column=error.column
        ) from None
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
