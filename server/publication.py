"""Publishing from commands and requests: every publication brings what the store says of itself,
its search index and its change log up to date."""

from typing import Any

from server.description.written import Description
from server.feed.written import Recording
from server.search.written import Indexing
from server.store.folder import DataFolder
from server.store.publish import Change, Forget, Progress, publish
from server.version import VERSION


def publish_change(
    folder: DataFolder,
    change: Change,
    base: str,
    progress: Progress = lambda _: None,
    *,
    forget: Forget | None = None,
) -> dict[str, Any] | None:
    """Publish a change, as `server.store.publish.publish` does, by this version of the software."""
    return publish(
        folder,
        change,
        base,
        VERSION,
        progress,
        forget=forget,
        describe=Description,
        index=Indexing,
        record=Recording,
    )
