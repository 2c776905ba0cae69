"""A saved query that is to be added here, checked as the shipped ones are (tests/queries/): its
header can be read and used, its parameters reach their use, its columns are those that come out,
and it runs within the time that a saved query has."""

import re
from collections.abc import Mapping

import yaml
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from ontology.terms import XSD, ZH
from server.errors import BadParameter, NameTaken, NotKept
from server.negotiation import N_TRIPLES
from server.saved.added import THEME
from server.saved.catalogue import SavedQuery, read_query, saved_queries
from server.saved.header import HeaderError, Parameter, split_header
from server.saved.parameters import terms
from server.saved.running import content, options
from server.saved.template import TemplateError
from server.settings import Settings
from server.sparql.failures import failing
from server.sparql.limits import check as check_limits
from server.store.interface import PublicQuery, Term, View
from server.workers.running import NOBODY, Asker

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_LONGEST = 60
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_CHINESE, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{2}")
_HEADER = 20_000
"""Characters of a header."""
_LABEL = "Label"
_SAMPLES: Mapping[str, Term] = {
    "iri": NamedNode("urn:x-sample"),
    "string": Literal("x"),
    "langString": Literal("x", language=ZH),
    "integer": Literal("1", datatype=XSD.integer),
    "decimal": Literal("1.0", datatype=XSD.decimal),
    "date": Literal("2026-11-23", datatype=XSD.date),
}


def named(name: str) -> str:
    """A name that a query can be added under. Raises BadParameter, or NameTaken where a shipped one
    has it."""
    if well_formed(name) in saved_queries():
        raise NameTaken(name=name)
    return name


def well_formed(name: str) -> str:
    """A name as added queries have. Raises BadParameter."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise BadParameter(
            parameter="name",
            value=name[:100],
            reason_zh=f"名称用小写字母、数字和连字符，字母开头，最多 {_LONGEST} 个字符。",
            reason_en=f"a name has lower-case letters, digits and hyphens, begins with a letter, "
            f"and has at most {_LONGEST} characters.",
        )
    return name


def checked(
    view: View, settings: Settings, name: str, source: str, asker: Asker = NOBODY
) -> SavedQuery:
    """The query that `source` is. Raises NotKept for what is wrong with it in itself, and what any
    query is refused with: its syntax, its limits, its time."""
    check_limits(source, settings.query_bytes, settings.nesting)
    query = _read(name, source)
    _check_header(query)
    _check_defaults(view, query)
    _check_columns(query, _variables(view, settings, query, source, asker))
    bound = {one.name: [_sample(one)] for one in query.header.parameters.values()}
    _variables(view, settings, query, query.template.bind(bound), asker)
    return query


def _read(name: str, source: str) -> SavedQuery:
    header, _ = split_header(source)
    if len(header) > _HEADER:
        raise _refused(f"抬头最多 {_HEADER} 个字符", f"a header has at most {_HEADER} characters")
    try:
        aliased = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(header))
        if aliased:  # a few lines of them can stand for gigabytes
            raise _refused("抬头里不能用 YAML 的 * 引用", "a header has no YAML aliases")
        return read_query(name, THEME, source)
    except (HeaderError, TemplateError, yaml.YAMLError) as error:
        message = " ".join(str(error).removeprefix(f"{name}: ").split())[:500]
        raise _refused(f"抬头或参数不能用：{message}", message) from None
    except (AttributeError, TypeError, ValueError, KeyError, RecursionError):
        raise _refused(
            "抬头的结构不对，请照 queries/README.md 的例子写",
            "the header has another shape than queries/README.md shows",
        ) from None


def _check_header(query: SavedQuery) -> None:
    header = query.header
    checklist = header.parameters.get("checklist")
    if checklist is None or (checklist.type, checklist.options) != ("iri", "checklists"):
        raise _refused(
            "每条已存查询都要有参数 checklist: {type: iri, options: checklists}",
            "every saved query has the parameter checklist: {type: iri, options: checklists}",
        )
    for words in (header.title, header.summary):
        if not (_CHINESE.search(words.zh) and _LATIN.search(words.en)):
            raise _refused(
                "标题和说明要有中文和英文，请把样例里的省略号换成文字",
                "title and summary need words in Chinese and in English in place of the dots",
            )
    if header.finding:
        zh, en = (
            sorted(_PLACEHOLDER.findall(text)) for text in (header.finding.zh, header.finding.en)
        )
        if zh != en:
            raise _refused(
                "结论（finding）的中英文要用同样的占位符",
                "the finding has the same placeholders in both languages",
            )
        for placeholder in zh:
            _check_placeholder(query, placeholder)


def _check_defaults(view: View, query: SavedQuery) -> None:
    """What a parameter is where nothing is given can be given."""
    for parameter in query.header.parameters.values():
        least, most = parameter.minimum, parameter.maximum
        if least is not None and most is not None and least > most:
            raise _refused(
                f"参数 {parameter.name} 的下限大于上限",
                f"the minimum of {parameter.name} is above its maximum",
            )
        if parameter.default is None:
            continue
        try:
            terms(parameter, [parameter.default], options(view, parameter, ()))
        except BadParameter:
            raise _refused(
                f"参数 {parameter.name} 的默认值 {parameter.default[:100]} 不可用",
                f"the default of {parameter.name} cannot be given: {parameter.default[:100]}",
            ) from None


def _check_placeholder(query: SavedQuery, placeholder: str) -> None:
    function, _, name = placeholder.rpartition(":")
    known = (
        name in query.header.columns
        if function in ("distinct", "sum")
        else not function and (name == "rows" or name in query.header.parameters)
    )
    if not known:
        raise _refused(
            f"结论（finding）里的 {{{placeholder}}} 不是 rows、参数，也不是某列的 distinct、sum",
            f"{{{placeholder}}} in the finding is neither rows, nor a parameter, nor distinct or "
            "sum of a column",
        )


def _check_columns(query: SavedQuery, names: tuple[str, ...]) -> None:
    """A column for each variable but the labels of others."""
    labels = {one for one in names if one.endswith(_LABEL) and one[: -len(_LABEL)] in names}
    expected = [one for one in names if one not in labels]
    if set(query.header.columns) != set(expected):
        raise _refused(
            f"抬头的列应为：{'、'.join(expected) or '（无）'}",
            f"the columns of the header should be: {', '.join(expected) or '(none)'}",
        )


def _variables(
    view: View, settings: Settings, query: SavedQuery, text: str, asker: Asker
) -> tuple[str, ...]:
    """The variables that come out of a text when it is asked; none of a graph. It is asked among
    strangers' queries, whose workers it cannot harm."""
    seconds = settings.trusted_deadline
    form = QueryResultsFormat.JSON.media_type
    public = PublicQuery(text, form, N_TRIPLES, deadline=seconds, asker=asker)
    with failing(seconds, settings.queue, query.source, settings):
        answer = view.ask(public)
    body, is_table = content(answer), answer.media_type == form
    if is_table == query.is_graph:
        raise _refused("只收 SELECT 或 CONSTRUCT", "a saved query is a SELECT or a CONSTRUCT")
    if not is_table:
        return ()
    results = parse_query_results(body, QueryResultsFormat.JSON)
    if not isinstance(results, QuerySolutions):
        raise _refused("只收 SELECT 或 CONSTRUCT", "a saved query is a SELECT or a CONSTRUCT")
    return tuple(variable.value for variable in results.variables)


def _sample(parameter: Parameter) -> Term:
    if parameter.choices:
        return Literal(parameter.choices[0].value)
    return _SAMPLES[parameter.type]


def _refused(zh: str, en: str) -> NotKept:
    return NotKept(reason_zh=zh, reason_en=en)
