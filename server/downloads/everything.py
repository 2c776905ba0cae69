"""`/download/`: all that can be downloaded; `/download/all/…`: the dump of everything.

A dump is of one snapshot, and its files are given under their stable addresses until the next one
is whole: each has a tag that is its digest, and says in its name which snapshot it is of.
"""

import base64
from contextlib import suppress

from flask import Blueprint, Response, current_app, render_template, request

from server.api.editions import published
from server.app import current_settings, current_view
from server.description.dumps import CONTENTS, PACKED
from server.errors import DumpFailed, DumpInTheMaking, NoDump, NotFound
from server.http.headers import NO_STORE
from server.reading.reader import present_reader
from server.saved.header import Text
from server.sparql.downloads import Downloads
from server.store.dumps import CODINGS, NAMES, SUMS, Dump
from server.store.folder import FolderError
from server.urls import DOWNLOADS, download_path
from server.workers.dumps import DumpMaker

blueprint = Blueprint("everything", __name__, url_prefix="/download")
_MOST = 500
"""Editions that the page lists; the pages of the lists lead to the others."""
_ATTEMPTS = 3
_SOON, _LATER = 2, 600
"""Seconds after which to ask again, at least and at most."""
_BYTES_A_SECOND = 3_000_000
"""Of a store, roughly, that are dumped in a second."""
_REASONS = {
    "room": Text("磁盘空间不足", "there is no room for it on the disk"),
    "disk": Text(
        "目录不能写入，或磁盘读写失败", "its folder may not be written, or the disk fails"
    ),
    "data": Text("数据目录有损坏", "the data folder is damaged"),
    "crashed": Text("写出的进程意外结束", "the process that makes it ended"),
}


@blueprint.get("/")
def page() -> Response:
    """The files of the dump with sizes and hashes, what it is of, and the editions' pages."""
    reader = present_reader(current_view())
    maker = _maker()
    editions = [] if reader.view.plain else published(reader)
    shown = editions[:_MOST]
    html = render_template(
        "everything.html",
        contents=CONTENTS,
        codings=CODINGS,
        sums=SUMS,
        dump=_newest(maker),
        making=maker.state(),
        makes=maker.makes,
        reasons=_REASONS,
        present=reader.view.id,
        editions=[(one, download_path(one.edition, reader.base)) for one in shown],
        more=len(editions) - len(shown),
        names=reader.names({iri for one in shown for iri in (one.edition, one.region)}),
    )
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE  # a dump comes without a publication
    return response


@blueprint.get("/all/")
def folder() -> Response:
    """The page, in the same language."""
    query = f"?{request.query_string.decode('ascii')}" if request.query_string else ""
    return Response(status=307, headers={"Location": DOWNLOADS + query})


@blueprint.get("/all/<name>")
def file(name: str) -> Response:
    """A file of the newest dump that is whole. Raises NotFound, DumpInTheMaking, DumpFailed,
    NoDump, DownloadsBusy."""
    if name not in NAMES:
        raise NotFound(path=request.path)
    current_view()
    maker = _maker()
    for _ in range(_ATTEMPTS):
        dump = _newest(maker)
        if dump is None:
            break
        with suppress(FileNotFoundError):  # another has taken its place meanwhile
            return _response(dump, name, dump.open(name))
    raise _absent(maker)


def _response(dump: Dump, name: str, descriptor: int) -> Response:
    downloads: Downloads = current_app.config["DOWNLOADS"]
    one = dump.files[name]
    media_type = _media_type(name)
    if one.bytes <= current_settings().whole_bytes:
        with open(descriptor, "rb") as opened:
            response = Response(opened.read(), content_type=media_type)
    else:
        response = downloads.file(descriptor, media_type)
    called = f"lifematters-{dump.snapshot:06d}-{name}"
    digest = base64.b64encode(bytes.fromhex(one.sha256)).decode()
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["ETag"] = f'"{one.sha256}"'
    return response


def _media_type(name: str) -> str:
    if name == SUMS:
        return "text/plain; charset=utf-8"
    packed = PACKED.get(name.rpartition(".")[2])
    return packed or CONTENTS[name].media_type


def _absent(maker: DumpMaker) -> Exception:
    """Why there is no dump; one is made, where that may be."""
    if not maker.makes:
        return NoDump()
    making = maker.want()
    if making.failed is not None:
        why = _REASONS[making.failed]
        return DumpFailed(why_zh=why.zh, why_en=why.en)
    return DumpInTheMaking(seconds=_remaining(making.seconds or 0.0))


def _remaining(passed: float) -> int:
    """In how many seconds a dump that has been in the making for some may be whole."""
    store = current_view().record().store
    expected = sum(path.stat().st_size for path in store.iterdir()) / _BYTES_A_SECOND
    return round(min(max(expected - passed, passed / 10, _SOON), _LATER))


def _newest(maker: DumpMaker) -> Dump | None:
    try:
        return maker.newest()
    except FolderError:
        return None  # the pointer is lost: making one says so


def _maker() -> DumpMaker:
    maker: DumpMaker = current_app.config["DUMPS"]
    return maker
