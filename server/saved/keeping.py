"""`PUT` and `DELETE /query/NAME`: who has a token adds a saved query to those of this installation,
puts another in its place, or removes it. Each is a publication."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, current_app, request

from server import errors
from server.app import current_settings, current_view
from server.clients import asking
from server.request_ids import request_id
from server.saved.catalogue import saved_queries
from server.saved.checking import checked, named, well_formed
from server.store.errors import FolderError, Held
from server.store.gallery import GalleryChange, KeepQuery, NoSuchQuery, RemoveQuery
from server.store.interface import Store
from server.urls import query_path
from server.workers import errors as met
from server.workers.running import Asker
from server.writing import body, writer

blueprint = Blueprint("keeping", __name__)

QUERY = "application/sparql-query"
_TYPES = (QUERY, "text/plain")


@blueprint.put("/query/<name>")
def keep(name: str) -> Response:
    """Add a query, or put it in the place of the one of its name: 201 or 204."""
    who = writer()
    if request.mimetype not in _TYPES:
        raise errors.WrongBodyType(given=request.mimetype[:100] or "—", offered="、".join(_TYPES))
    content = body("query_bytes")
    view = current_view()
    if view.plain:
        raise errors.NotKept(
            reason_zh="这个数据目录没有清单，不收已存查询",
            reason_en="there are no checklists in this store to ask about",
        )
    try:
        source = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise errors.BadBody from None
    client = asking(request, current_app.config["PROXIES"])
    asker = Asker(client, request_id(request.environ))
    checked(view, current_settings(), named(name), source, asker)
    change = KeepQuery(name, source, who)
    _publish(change)
    response = Response(status=204 if change.existed else 201)
    response.headers["Location"] = query_path(name)
    return response


@blueprint.delete("/query/<name>")
def remove(name: str) -> Response:
    """Remove a query that was added here, also one whose name is shipped by now. Raises
    UnknownQuery, and NameTaken for a shipped one."""
    who = writer()
    _publish(RemoveQuery(well_formed(name), who))
    return Response(status=204)


def _publish(change: GalleryChange) -> None:
    store: Store = current_app.config["STORE"]
    with _failing(change.name):
        store.keep(change)


@contextmanager
def _failing(name: str) -> Iterator[None]:
    try:
        yield
    except NoSuchQuery:
        if name in saved_queries():
            raise errors.NameTaken(name=name) from None
        raise errors.UnknownQuery(name=name) from None
    except (met.Busy, Held):
        raise errors.WritesBusy from None
    except met.Failed as error:
        raise errors.WriteFailed(message=str(error)) from None
    except FolderError:
        current_app.logger.exception("the query %s was not kept", name)
        raise errors.NotWritten from None
