"""`/download/{region}/{list}/{edition}/`: the files of an edition, and the page that lists them;
`current` in place of the edition leads to the one that is."""

import base64
import hashlib

from flask import Blueprint, Response, render_template, request

from server.api.editions import Published, published
from server.app import current_view
from server.downloads import files
from server.downloads.citation import citations
from server.downloads.columns import TABLES
from server.errors import NotFound
from server.reading.asking import ask
from server.reading.provenance import source_graph
from server.reading.reader import Reader, node, present_reader
from server.urls import download_path

CURRENT = "current"
"""Stands for the key of the edition that is current, and leads to it."""
blueprint = Blueprint("downloads", __name__, url_prefix="/download")


@blueprint.get("/<region>/<list_key>/<edition>/")
def page(region: str, list_key: str, edition: str) -> Response:
    """What there is of an edition, with sizes and hashes, and how to cite it."""
    reader = present_reader(current_view())
    one = _edition(reader, region, list_key, edition)
    if edition == CURRENT:
        return _to(one, reader)
    listed = [
        {"file": file, "bytes": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
        for file in files.FILES.values()
        for whole in (files.content(reader, one, file.name),)
    ]
    names = reader.names([one.edition, one.region])
    english = Reader(reader.view, "en", reader.base).names([one.list, one.region])
    documents = ask(
        reader.view, "documents", edition=node(one.edition), source=node(source_graph(one.edition))
    )
    loaded = min((row["at"] for row in documents), default="")[:10]
    region_zh = Reader(reader.view, "zh", reader.base).name(one.region).text
    html = render_template(
        "downloads.html",
        edition=one,
        listed=listed,
        codings=files.CODINGS,
        tables=TABLES,
        words={name: file.words for name, file in files.FILES.items()},
        citations=citations(
            one, region_zh, english[one.region].text, english[one.list].text, loaded
        ),
        names=names,
    )
    return Response(html, content_type="text/html; charset=utf-8")


@blueprint.get("/<region>/<list_key>/<edition>/<name>")
def file(region: str, list_key: str, edition: str, name: str) -> Response:
    """A file of an edition, whole or compressed, with its digest (RFC 9530)."""
    reader = present_reader(current_view())
    one = _edition(reader, region, list_key, edition)
    if edition == CURRENT and name in files.NAMES:
        return _to(one, reader, name)
    try:
        whole = files.content(reader, one, name)
    except KeyError:
        raise NotFound(path=request.path) from None
    coding = name.rpartition(".")[2]
    media_type = files.CODINGS.get(coding) or files.FILES[name].media_type
    response = Response(whole, content_type=media_type)
    called = f"{one.code}-{one.list_key}-{one.key}-{name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    digest = base64.b64encode(hashlib.sha256(whole).digest()).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return response


def _to(edition: Published, reader: Reader, name: str = "") -> Response:
    """Where the current edition has what was asked for, in the same language."""
    query = f"?{request.query_string.decode('ascii')}" if request.query_string else ""
    place = download_path(edition.edition, reader.base) + name + query
    return Response(status=307, headers={"Location": place})


def _edition(reader: Reader, region: str, list_key: str, key: str) -> Published:
    for one in published(reader):
        wanted = one.current if key == CURRENT else one.key == key
        if wanted and (one.code, one.list_key) == (region, list_key):
            return one
    raise NotFound(path=request.path)
