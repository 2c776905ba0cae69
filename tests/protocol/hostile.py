"""What a client may send that no client should: headers, parameters and bodies, as strategies."""

import gzip
import json
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
_NAMES = (
    *("Accept", "Accept-Language", "Accept-Encoding", "Content-Encoding", "Range", "If-Range"),
    *("If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Origin"),
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Request-Id", "Authorization", "Cookie", "Expect"),
    *("Prefer", "Access-Control-Request-Method", "Content-Disposition", "Forwarded"),
    *("Accept-Profile", "X-HTTP-Method-Override", "Upgrade", "TE"),
)
_VALUES = (
    *("*/*", "text/html", "text/csv;q=x", "a/b;q=1e9", ",,;;=", "*", "text/html;q=0,*/*;q=0"),
    *(
        '"x"',
        'W/"x", *',
        "bytes=0-",
        "bytes=-1",
        "bytes=5-2,0-0",
        "lines=1-2",
        "gzip",
        "identity;q=0",
    ),
    *("zstd;q=0,gzip;q=0,identity;q=0", "gzip, gzip", "zh-CN,zh;q=0.9,en;q=nan", "1.2.3.4, ::1, x"),
    *("[::1]:80", "a b", "100-continue", "200-maybe", "Basic Og=="),
    *("Basic !", "Bearer", "Bearer  a b", "attachment; filename*=UTF-8''%ff%00", "h2c", "trailers"),
    *("Sat, 01 Jan 9999 00:00:00 GMT", "null", "http://[", "\u00ff\u00e9", "a" * 3000),
)
VALUES = st.one_of(PLAIN, st.sampled_from(_VALUES))
HEADERS = st.dictionaries(st.sampled_from(_NAMES), VALUES, max_size=5)

PARAMETERS = (
    *("query", "timeout", "default-graph-uri", "named-graph-uri", "using-graph-uri", "update"),
    *("format", "lang", "draft", "graph", "default", "excel", "file", "manifest", "context"),
    *("region", "list", "kind", "checklist", "department", "scenario", "text", "number", "minimum"),
    *("matter", "before", "other", "severity", "type_word", "x", ""),
)
_GIVEN = st.one_of(
    st.binary(max_size=30),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [
            *(
                b"",
                b"\0",
                b"\xff\xfe",
                b"%",
                b"%zz",
                b"..%2f..",
                b"\xed\xa0\x80",
                b"1",
                b"-1",
                b"nan",
            ),
            *(
                b"1e999",
                b"9" * 400,
                b"json",
                b"xlsx",
                b"urn:x",
                b"http://x/",
                b"ASK {}",
                b"a" * 9000,
            ),
            *(b"370725", b"personal-life-cycle", b"zh", b"none", "证".encode(), b"'\"<script>"),
        ]
    ),
)


def _pair(name: str, value: bytes, raw: bool) -> str:
    """A parameter as it stands in an address: encoded, or with its bytes as they are."""
    safe = value.decode("latin-1").translate(dict.fromkeys((*range(33), 35, 38, 127)))
    return f"{name}={safe if raw else quote_from_bytes(value)}"


QUERY_STRINGS = st.lists(
    st.builds(_pair, st.sampled_from(PARAMETERS), _GIVEN, st.booleans()), max_size=5
).map("&".join)
"""Parameters, some of them twice, some with bytes that are no UTF-8."""

_BOUNDARY = "----hostile"


def _part(name: str, file: str | None, content: bytes) -> bytes:
    said = f'form-data; name="{name}"' + (f'; filename="{file}"' if file is not None else "")
    head = f"--{_BOUNDARY}\r\nContent-Disposition: {said}\r\n\r\n"
    return head.encode("utf-8", "replace") + content + b"\r\n"


_PARTS = st.builds(
    _part,
    st.sampled_from(["file", "manifest", "region", "query", "update", "", "format", "list"]),
    st.sampled_from([None, "", "a.ttl", "a.txt", "../../etc/passwd", "a.xlsx", "a.docx", "\x01"]),
    st.one_of(st.binary(max_size=60), st.sampled_from([b"<a:a> <a:b> 1 .", b"PK\3\4", b"\r\n--"])),
)
FORMS = st.builds(
    lambda parts, end, cut: (b"".join(parts) + end)[: -cut or None],
    st.lists(_PARTS, max_size=4),
    st.sampled_from([f"--{_BOUNDARY}--\r\n".encode(), b"", b"--", f"--{_BOUNDARY}".encode()]),
    st.integers(0, 40),
)
"""Forms with files, many of them cut off."""

_SMALL = [
    b"",
    b"<a:a> <a:b> 1 .",
    b"ASK {}",
    b"INSERT DATA { <a:a> <a:b> 1 }",
    b"query=ASK%20%7B%7D",
]
BODIES = st.one_of(
    st.binary(max_size=200),
    FORMS,
    st.sampled_from(
        [
            *(b"\xef\xbb\xbf" + text for text in _SMALL),
            *("ASK {}".encode("utf-16"), "<a:a> <a:b> '县' .".encode("gb18030"), b"\0" * 100),
            *(gzip.compress(text) for text in _SMALL),
            *(
                b"[" * 5000,
                b'{"a":' * 3000,
                b"<a>" * 3000,
                b"(" * 5000,
                b"<a:a> <a:b> " + b"[" * 3000,
            ),
            json.dumps({"@context": "http://127.0.0.1:1/", "@id": "a:a"}).encode(),
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            *(b"a=1&" * 2000, b"query=%", b"query=%FF&query=%00", b"update=LOAD%20%3Ca:%3E"),
        ]
    ),
)
TYPES = st.one_of(
    st.sampled_from(
        [
            *("application/sparql-query", "application/x-www-form-urlencoded", "text/plain", ""),
            *(
                "application/sparql-query; charset=gbk",
                f"multipart/form-data; boundary={_BOUNDARY}",
            ),
            *("multipart/form-data", "multipart/form-data; boundary=", "application/json"),
            *("application/sparql-update", "text/turtle", "application/ld+json", "text/turtle;"),
            *(
                "application/rdf+xml",
                "application/n-triples",
                "application/octet-stream",
                "text/csv",
            ),
            *("application/sparql-update; charset=utf-16", "a/b/c", "text/turtle; charset=\u00ff"),
            *("application/trig", "application/n-quads", "application/pdf", "image/png"),
        ]
    ),
    PLAIN,
)
