"""What is wrong with a query that the engine does not read, in words and at its place.

The engine says where it got stuck, which is often the end of the text, and what its grammar wanted
there. What people get wrong is found from the tokens: a prefix that nobody declared, a bracket or a
quotation mark that is not closed, punctuation of Chinese, a keyword that is none. Where none of
these is found, the engine's own words are given.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ontology.terms import PREFIXES
from server.errors import MalformedQuery
from server.sparql.patterns import read
from server.sparql.tokens import Token, tokens
from server.sparql.wording import readable

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WIDE = dict(zip("，；。：（）“”‘’？｛｝【】＝＜＞！＂", ',;.:()""\'\'?{}[]=<>!"', strict=True))
"""Punctuation of Chinese text, and what the language has in its place."""


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place; both count from 1."""

    line: int
    column: int
    zh: str
    en: str


def malformed(query: str, message: str, line: int | None, column: int | None) -> MalformedQuery:
    """The error of a `query` that the engine refused with `message` at its place."""
    if fault := find(query):
        place = {"line": fault.line, "column": fault.column}
        return MalformedQuery(message=fault.en, message_zh=fault.zh, **place)
    words = readable(message)
    ungrouped = "variable that is unbound" in message
    zh = "SELECT 里有变量既没有汇总，也不在 GROUP BY 里" if ungrouped else _engine(words)
    en = "SELECT has a variable that is neither aggregated nor in GROUP BY" if ungrouped else words
    return MalformedQuery(message=en, message_zh=zh, line=line, column=column)


def find(query: str) -> Fault | None:
    """The first of the faults that are known here; None where there is none of them."""
    found = tuple(tokens(query))
    looks = (_unclosed_text, _wide, _brackets, _form, _prefixes)
    faults = (next(look(found), None) for look in looks)
    return next((fault for fault in faults if fault), None) or _unjoined(query)


def _engine(words: str) -> str:
    words = words.replace("unexpected text", "这里的文字不该出现")
    return re.sub(r"\bexpected (one of )?", "这里应为 ", words)


def _at(token: Token, zh: str, en: str) -> Fault:
    return Fault(token.line, token.column, zh, en)


def _unclosed_text(found: Sequence[Token]) -> Iterator[Fault]:
    for token in found:
        if token.kind != "string":
            continue
        mark = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[:1]
        whole = len(token.text) >= 2 * len(mark) and token.text.endswith(mark)
        if not whole:
            yield _at(
                token,
                f"从这里开始的文字缺少结尾的引号 {mark}",
                f"the text that begins here has no closing {mark}",
            )


def _wide(found: Sequence[Token]) -> Iterator[Fault]:
    for token in found:
        if token.kind == "other" and token.text in _WIDE:
            plain = _WIDE[token.text]
            yield _at(
                token,
                f"这里是中文标点 {token.text} ，SPARQL 里要用英文的 {plain}",
                f"{token.text} is Chinese punctuation; SPARQL wants {plain}",
            )


def _brackets(found: Sequence[Token]) -> Iterator[Fault]:
    opened: list[Token] = []
    for token in found:
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            if not opened or opened[-1].text != _PAIRS[token.text]:
                yield _at(
                    token,
                    f"这个 {token.text} 没有对应的 {_PAIRS[token.text]}",
                    f"this {token.text} closes no {_PAIRS[token.text]}",
                )
                return
            opened.pop()
    if opened:
        close = {"(": ")", "[": "]", "{": "}"}[opened[-1].text]
        yield _at(
            opened[-1],
            f"从这里开始的 {opened[-1].text} 缺少结尾的 {close}",
            f"the {opened[-1].text} that begins here has no closing {close}",
        )


def _prefixes(found: Sequence[Token]) -> Iterator[Fault]:
    declared: set[str] = set()
    for at, token in enumerate(found):
        before = found[at - 1] if at else None
        if token.kind != "name" or _is_blank(before, token):
            continue
        prefix = token.text.partition(":")[0]
        if before and before.kind == "word" and before.text.upper() == "PREFIX":
            declared.add(prefix)
        elif prefix not in declared:
            known = PREFIXES.get(prefix)
            line = f"PREFIX {prefix}: <{known or '…'}>"
            yield _at(
                token,
                f"前缀 {prefix}: 没有声明，请在最前面加一行 {line}",
                f"the prefix {prefix}: is not declared; add the line {line} at the top",
            )


def _is_blank(before: Token | None, token: Token) -> bool:
    """Whether a name is the label of a blank node, `_:b`."""
    return bool(before and before.text == "_" and before.start + 1 == token.start)


def _form(found: Sequence[Token]) -> Iterator[Fault]:
    """The first word after the prologue, where it is no form of a query."""
    at = 0
    while at < len(found) and found[at].kind == "word":
        word = found[at].text.upper()
        if word == "PREFIX":
            if at + 1 < len(found) and found[at + 1].kind != "name":
                yield _at(
                    found[at + 1],
                    "前缀的名称后面要有冒号，如 PREFIX lm: <…>",
                    "the name of a prefix is followed by a colon, as in PREFIX lm: <…>",
                )
                return
            at += 3
        elif word == "BASE":
            at += 2
        else:
            break
    if at >= len(found):
        return
    word = found[at].text
    if found[at].kind == "word" and word.upper().startswith(_FORMS):
        return
    near = difflib.get_close_matches(word.upper(), (*_FORMS, "PREFIX", "BASE"), 1, 0.7)
    zh = f"，是不是想写 {near[0]}" if near else ""
    en = f"; was {near[0]} meant?" if near else ""
    yield _at(
        found[at],
        f"查询要以 SELECT、ASK、CONSTRUCT 或 DESCRIBE 开头，这里是 {word[:40]}{zh}",
        f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE; here stands {word[:40]}{en}",
    )


def _unjoined(query: str) -> Fault | None:
    token = next(iter(read(query, "http://localhost/").unjoined), None)
    if token is None:
        return None
    written = token.text[:40]
    return _at(
        token,
        f"{written} 前面少了标点：用 . 另起一句，用 ; 接着说同一个主语，用 , 再给一个值",
        f"a sign is missing before {written}: a dot begins another statement, ; goes on with the "
        "same subject, a comma adds a value",
    )
