"""The saved queries of a published state: those that come with the software, and those that were
added here, which the snapshot has. What this software ships wins over one of the same name, and one
that it cannot read any more is left out."""

import logging
from collections.abc import Mapping

from server.reading.kept import Kept
from server.saved.catalogue import LOCAL, SavedQuery, read_query, saved_queries
from server.saved.header import HeaderError
from server.saved.template import TemplateError
from server.store.errors import FolderError
from server.store.interface import View

_LOG = logging.getLogger("lifematters")
THEME = LOCAL
"""The theme of all that were added."""
_KEPT: Kept[Mapping[str, SavedQuery]] = Kept(1)


def queries_of(view: View | None) -> Mapping[str, SavedQuery]:
    """Every saved query of a state by name, those added here last. Where those cannot be read it is
    the shipped ones, until they can."""
    if view is None or view.plain:
        return saved_queries()
    try:
        return _KEPT.get(view, "queries", lambda: with_added(view.record().gallery()))
    except (OSError, FolderError) as error:
        _LOG.error("the added queries cannot be read: %s", error)
        return saved_queries()


def with_added(gallery: Mapping[str, str]) -> Mapping[str, SavedQuery]:
    """The shipped queries and those whose texts are given."""
    found = dict(saved_queries())
    for name, source in sorted(gallery.items()):
        if name in found:
            _LOG.warning("the added query %s is not used: one that is shipped has its name", name)
            continue
        try:
            found[name] = read_query(name, THEME, source)
        except (HeaderError, TemplateError) as error:
            _LOG.warning("the added query %s cannot be read: %s", name, error)
    return found
