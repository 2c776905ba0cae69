"""`/download/`: the files of an edition, and the dump of everything."""

from collections.abc import Iterator, Mapping

from server import errors
from server.description.dumps import CONTENTS, PACKED
from server.downloads.files import CODINGS, FILES, NAMES
from server.downloads.views import CURRENT
from server.openapi.operations import (
    STRING,
    TAG,
    Answer,
    Interface,
    Operation,
    Parameter,
    Schema,
    Site,
    one_of,
)
from server.saved.header import Text
from server.store.dumps import EVERYTHING
from server.store.dumps import NAMES as DUMPED
from server.urls import dump_path

_TYPES = {file.media_type.partition(";")[0] for file in FILES.values()} | set(CODINGS.values())
_CONTENT: Mapping[str, Schema] = dict.fromkeys(sorted(_TYPES), STRING)
_PART = (TAG, "Content-Range", "Accept-Ranges")
_DUMPS: Mapping[str, Schema] = dict.fromkeys(
    sorted({one.media_type for one in CONTENTS.values()} | set(PACKED.values()) | {"text/plain"}),
    STRING,
)
_RANGE = Parameter(
    "Range",
    Text("要哪一段字节。", "Which bytes (RFC 9110, section 14)."),
    {"type": "string", "pattern": "^bytes="},
    "header",
)


def _operations(site: Site) -> Iterator[Operation]:
    checklist = (site.first("checklists") or "").removeprefix(f"{site.settings.base}id/")
    region, _, list_key = checklist.partition("/checklist/")
    given = (
        ("region", Text("区划代码。", "The code of a region."), region),
        ("list_key", Text("清单的标识。", "The key of a list."), list_key),
        (
            "edition",
            Text(
                "版本的标识；current 转到现行版本。",
                "The key of an edition; current leads to the one that is.",
            ),
            CURRENT,
        ),
    )
    keys = tuple(
        Parameter(name, words, {"type": "string", "minLength": 1}, "path", True, value or None)
        for name, words, value in given
    )
    file = Parameter(
        "name",
        Text("文件名。", "The name of a file."),
        one_of(NAMES),
        "path",
        True,
        "items.csv",
    )
    yield Operation(
        "get",
        "/download/{region}/{list_key}/{edition}/{name}",
        "download",
        Text("一个版本的文件", "A file of an edition"),
        (
            Answer(
                200,
                Text(
                    "整个文件，Repr-Digest 是其 SHA-256。", "The file; Repr-Digest is its SHA-256."
                ),
                _CONTENT,
                (TAG, "Content-Disposition", "Repr-Digest", "Accept-Ranges"),
            ),
            Answer(307, Text("现行版本。", "The current edition."), {}, ("Location",)),
            Answer(206, Text("所要的一段。", "The part that was asked for."), _CONTENT, _PART),
        ),
        Text(
            "datapackage.json 说明每一列；名称之后加 .gz 或 .zst 得到压缩的文件。",
            "datapackage.json explains each column; with .gz or .zst added, a file is compressed.",
        ),
        (*keys, file, _RANGE),
        errors=(errors.NotFound, errors.NoSuchRange, errors.NothingPublished, *errors.OF_ENGINES),
    )
    yield _everything()


def _everything() -> Operation:
    file = Parameter(
        "name", Text("文件名。", "The name of a file."), one_of(DUMPED), "path", True, EVERYTHING
    )
    whole = Text(
        "整个文件。ETag 是其 SHA-256，文件名中有它所属的发布批次。",
        "The file. Its ETag is its SHA-256; its name says which publication it is of.",
    )
    return Operation(
        "get",
        dump_path("{name}"),
        "download_all",
        Text("全部数据的文件", "A file of the dump of everything"),
        (
            Answer(
                200,
                whole,
                _DUMPS,
                (TAG, "Content-Disposition", "Repr-Digest", "Accept-Ranges"),
            ),
            Answer(206, Text("所要的一段。", "The part that was asked for."), _DUMPS, _PART),
        ),
        Text(
            "每次发布之后另写；写成之前提供上一批的，彼此一致。第一次写成之前是 503，请稍后再试。"
            "名称之后有 .gz 或 .zst 的是压缩的文件，此外不再压缩传输。",
            "Made anew after a publication; until it is whole, the one before is given, which "
            "agrees with itself. Before the first one is whole the answer is 503: try again later. "
            "Files with .gz or .zst at the end are compressed, and nothing is on its way.",
        ),
        (file, _RANGE),
        errors=(
            *(errors.NotFound, errors.NoDump, errors.NoSuchRange, errors.NothingPublished),
            *(errors.DumpInTheMaking, errors.DumpFailed, errors.DownloadsBusy),
            errors.NotDelivered,
        ),
    )


INTERFACE = Interface(
    "downloads",
    Text("下载", "Downloads"),
    Text(
        "每个版本的表格、部门协作网络和 RDF 文件；以及全部数据。",
        "The tables of each edition, its network of departments, and its RDF; and everything.",
    ),
    _operations,
)
