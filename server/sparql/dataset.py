"""The dataset of an update that comes with the request (SPARQL 1.1 Protocol, section 2.2.3):
`using-graph-uri` and `using-named-graph-uri` become USING and USING NAMED of every operation that
has a WHERE, which is what the protocol says they mean; the engine then does what it does for those.

Why a rewrite is right here: an operation with a pattern is (SPARQL 1.1 Update, section 3.1.3)

    ( WITH iri )? ( DELETE quads )? ( INSERT quads )? UsingClause* WHERE pattern

in which WHERE is not optional, stands outside all braces, and follows where USING may stand. So the
clauses go before each such WHERE. DELETE WHERE (3.1.3.3) takes no USING: it is short for a DELETE
and a WHERE of the same quads and is written out. No brace is read in an IRI, a string or a comment,
and the engine knows no escaped keyword, so its tokens and ours agree on what stands outside braces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.sparql.tokens import Token, tokens


class DatasetConflict(ValueError):
    """The update names a dataset of its own."""

    def __init__(self, token: Token) -> None:
        super().__init__(token.text)
        self.token = token


@dataclass(frozen=True)
class UpdateDataset:
    """The graphs of the request: their merge is the default graph of every pattern, and those
    `named` can be named in it. Raises ValueError where one is not an absolute IRI."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()

    def clauses(self) -> str:
        """As USING clauses, empty where the request says nothing."""
        default = (f"USING {NamedNode(iri)} " for iri in self.default)
        named = (f"USING NAMED {NamedNode(iri)} " for iri in self.named)
        return "".join((*default, *named))


def with_dataset(update: str, dataset: UpdateDataset) -> str:
    """`update` over `dataset`. Raises DatasetConflict where it has USING or WITH itself."""
    clauses = dataset.clauses()
    if not clauses:
        return update
    parts, at = [], 0
    found = tuple(tokens(update))
    outside = tuple(_outside(found))
    for number, place in enumerate(outside):
        word = found[place].text.upper() if found[place].kind == "word" else ""
        if word in ("USING", "WITH"):
            raise DatasetConflict(found[place])
        if word != "WHERE":
            continue
        before = found[outside[number - 1]] if number else None
        start = found[place].start
        parts.append(update[at:start])
        if before and before.kind == "word" and before.text.upper() == "DELETE":
            parts.append(_quads(found, place))
        parts.append(clauses)
        at = start
    return "".join((*parts, update[at:]))


def _outside(found: Sequence[Token]) -> Iterator[int]:
    """The places of the tokens that stand outside all braces."""
    depth = 0
    for place, token in enumerate(found):
        if token.text == "}":
            depth -= 1
        elif token.text == "{":
            depth += 1
        elif depth == 0:
            yield place


def _quads(found: Sequence[Token], where: int) -> str:
    """The quads behind a DELETE WHERE, without comments, and tokens that touch still touching."""
    depth, texts, end = 0, [], None
    for token in found[where + 1 :]:
        texts.append(token.text if end == token.start else f" {token.text}")
        end = token.start + len(token.text)
        depth += (token.text == "{") - (token.text == "}")
        if depth <= 0:
            break
    return "".join(texts) + " "
