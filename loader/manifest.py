"""What a document does not say of itself: its region, list, kind, title, edition, conventions.

A manifest is a small TOML file beside the document, or the same as options of `load`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from loader.headings import meanings
from loader.problems import Refused, problem
from loader.rows import Place
from loader.types import life_stage_keys, matter_type_keys

KINDS = ("personal", "enterprise")
_LIST_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EDITION_KEY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True)
class Region:
    """A jurisdiction by its six-digit code, with its names and the regions above it."""

    code: str
    name: str
    en: str | None = None
    parents: tuple["Region", ...] = ()


@dataclass(frozen=True)
class Conventions:
    """The habits of one list that another county's need not share (shapes/README.md). None where
    the manifest declares nothing: what breaks the usual form is then a warning."""

    numbers: str | None = None
    """Numbers run on through the edition, or begin again per-stage or per-scenario, or none."""
    blank_cooperating: str | None = None
    """A blank cooperating cell is carried down from above, or means none."""
    joint_lead: bool | None = None
    """Whether several departments may lead together."""
    levels: str | None = None
    """stage-scenario, or scenario where the list has no stages."""
    types: str | None = None
    """closed: only the words of the code list and of type_words; local: other words are the
    county's own types."""

    @staticmethod
    def allowed() -> Mapping[str, tuple[object, ...]]:
        """What each convention may be declared as."""
        return {
            "numbers": ("edition", "per-stage", "per-scenario", "none"),
            "blank_cooperating": ("carried", "none"),
            "joint_lead": (True, False),
            "levels": ("stage-scenario", "scenario"),
            "types": ("closed", "local"),
        }


@dataclass(frozen=True)
class LifeStages:
    """The national life stages that the list's own stages match: for each kind of match, the name
    of a stage and the key of the code it matches. `reviewed_by`: who has checked them."""

    exact: Mapping[str, str] = field(default_factory=dict)
    close: Mapping[str, str] = field(default_factory=dict)
    broad: Mapping[str, str] = field(default_factory=dict)
    narrow: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, str] = field(default_factory=dict)
    reviewed_by: str | None = None

    def tables(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        """Each kind of match with its table."""
        kinds = ("exact", "close", "broad", "narrow", "related")
        return tuple((kind, getattr(self, kind)) for kind in kinds)


@dataclass(frozen=True)
class Manifest:
    """What is known of a checklist; `missing()` says what a load still needs."""

    region: str | None = None
    region_name: str | None = None
    region_en: str | None = None
    parents: tuple[Region, ...] = ()
    list: str | None = None
    kind: str | None = None
    title: str | None = None
    title_en: str | None = None
    edition: str | None = None
    supersedes: str | None = None
    publisher: str | None = None
    licence: str | None = None
    source: str | None = None
    conventions: Conventions = field(default_factory=Conventions)
    type_words: Mapping[str, str] = field(default_factory=dict)
    """A local word for a matter type -> the key of the code it means, or "local"."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """A heading -> the column of ours or the further column it means in this list."""
    confirmed_cooperating: tuple[str, ...] = ()
    """Entries (by name) whose carried cooperating departments other evidence confirms."""
    life_stages: LifeStages | None = None
    """None where nothing is said of how the stages stand to the national ones."""

    def with_options(self, **options: str | Sequence[str] | None) -> "Manifest":
        """The manifest with what the command line says besides; options win. Conventions go by
        their names, `type_word` and `column` are sequences of `A=B`. Raises Refused where one of
        these has another form."""
        given: dict[str, Any] = {key: value for key, value in options.items() if value}
        words = _pairs("type_word", given.pop("type_word", ()))
        columns = _pairs("column", given.pop("column", ()))
        declared = {name: given.pop(name) for name in Conventions.allowed() if name in given}
        if "joint_lead" in declared:
            said = declared["joint_lead"]
            declared["joint_lead"] = {"true": True, "false": False}.get(said, said)
        return replace(
            self,
            conventions=replace(self.conventions, **declared),
            type_words={**self.type_words, **words},
            columns={**self.columns, **columns},
            **given,
        )

    @property
    def types(self) -> str | None:
        """What the list says of its types, which has its own where one of its words is "local"."""
        return "local" if "local" in self.type_words.values() else self.conventions.types

    def with_conventions(self, **declared: Any) -> "Manifest":
        """The manifest with these conventions declared besides."""
        return replace(self, conventions=replace(self.conventions, **declared))

    def missing(self, region_known: bool) -> tuple[str, ...]:
        """The options still needed, as the command line spells them."""
        needed = {"--region": self.region, "--list": self.list}
        needed |= {"--kind": self.kind, "--title": self.title}
        if not region_known:
            needed["--region-name"] = self.region_name
        return tuple(option for option, value in needed.items() if not value)

    def as_data(self) -> dict[str, Any]:
        """What a manifest file would say, without what is not known."""
        region = {"code": self.region, "name": self.region_name, "en": self.region_en}
        parents = [
            {"code": p.code, "name": p.name, **({"en": p.en} if p.en else {})} for p in self.parents
        ]
        data: dict[str, Any] = {key: getattr(self, key) for key in _PLAIN}
        data |= {
            "title": _known({"zh": self.title, "en": self.title_en}),
            "region": _known({**region, "parents": parents}),
            "conventions": _known(asdict(self.conventions)),
            "type_words": dict(self.type_words),
            "columns": dict(self.columns),
            "confirmed_cooperating": list(self.confirmed_cooperating),
            "life_stages": _known(asdict(self.life_stages)) if self.life_stages else None,
        }
        return _known(data)

    def check(self, file: str) -> None:
        """Raises Refused where a value has not the form it must have."""
        reasons = []
        if self.region and not re.fullmatch(r"\d{6}", self.region):
            reasons.append(f"region “{self.region}” ≠ 6 位区划代码 / a six-digit code")
        for code in (parent.code for parent in self.parents):
            if not re.fullmatch(r"\d{6}", code, re.ASCII):
                reasons.append(f"parents “{code}” ≠ 6 位区划代码 / a six-digit code")
        if self.list and not _LIST_KEY.fullmatch(self.list):
            reasons.append(f"list “{self.list}” ≠ a-z 0-9 -（如/such as personal-life-cycle）")
        if self.kind and self.kind not in KINDS:
            reasons.append(f"kind “{self.kind}” ≠ {' | '.join(KINDS)}")
        if self.edition and not _is_date(self.edition):
            reasons.append(f"edition “{self.edition}” ≠ 日期/a date（2026, 2026-11, 2026-11-23）")
        if self.supersedes and not re.fullmatch(r"[a-z0-9-]+", self.supersedes):
            reasons.append(f"supersedes “{self.supersedes}” ≠ 版本标识/the key of an edition")
        for name in ("licence", "source"):
            value = getattr(self, name)
            if value and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value):
                reasons.append(f"{name} “{value}” ≠ 网址/an address: https://…")
        reasons += self._wrong_conventions()
        if reasons:
            raise Refused(
                [problem("M02", Place(file), file=file, reason=reason) for reason in reasons]
            )

    def _wrong_conventions(self) -> Iterator[str]:
        for name, allowed in Conventions.allowed().items():
            value = getattr(self.conventions, name)
            if value is not None and value not in allowed:
                words = " | ".join(str(each).lower() for each in allowed)
                yield f"conventions.{name} “{value}” ≠ {words}"
        for heading, meaning in self.columns.items():
            if meaning not in meanings():
                yield f"columns “{heading}” = “{meaning}” ≠ {' | '.join(sorted(meanings()))}"
        stages = life_stage_keys()
        for kind, table in self.life_stages.tables() if self.life_stages else ():
            for name, key in table.items():
                if key not in stages:
                    yield f"life_stages.{kind} “{name}” = “{key}” ≠ {' | '.join(sorted(stages))}"
        known = matter_type_keys()
        for word, key in self.type_words.items():
            if key not in known and key != "local":
                yield f"type_words “{word}” = “{key}” ≠ {' | '.join(sorted(known))} | local"


def _is_date(text: str) -> bool:
    """Whether `text` is a year, a month or a day of the calendar: 2026, 2026-11, 2026-11-23."""
    if not _EDITION_KEY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


_TABLES = (
    "title",
    "region",
    "conventions",
    "type_words",
    "columns",
    "confirmed_cooperating",
    "life_stages",
)
_PLAIN = ("list", "kind", "edition", "supersedes", "publisher", "licence", "source")


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`. Raises Refused where it is no TOML or says what no one knows."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused([problem("M02", Place(path.name), file=path.name, reason=error)]) from None
    return parse_manifest(text, path.name)


def parse_manifest(text: str, file: str) -> Manifest:
    """The same for a manifest in memory; `file` is what to call it."""
    place = Place(file)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused([problem("M02", place, file=file, reason=error)]) from None
    known = {*_PLAIN, *_TABLES}
    if unknown := sorted(set(data) - known):
        reason = f"未知的项目 / unknown keys: {', '.join(unknown)}"
        raise Refused([problem("M02", place, file=file, reason=reason)])
    try:
        return manifest_of(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused([problem("M02", place, file=file, reason=error)]) from None


def _pairs(name: str, texts: str | Sequence[str]) -> dict[str, str]:
    """`A=B` texts as a mapping."""
    found: dict[str, str] = {}
    for text in [texts] if isinstance(texts, str) else texts:
        left, separator, right = text.partition("=")
        if not (left.strip() and separator and right.strip()):
            option = f"--{name.replace('_', '-')}"
            reason = f"{option} “{text}” ≠ A=B"
            raise Refused([problem("M02", Place(option), file=option, reason=reason)])
        found[left.strip()] = right.strip()
    return found


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, {}, [], ())}


def manifest_of(data: Mapping[str, Any]) -> Manifest:
    """The manifest that `data` says, in the form of the file. Raises KeyError, TypeError or
    AttributeError where it has another form."""
    region = data.get("region", {})
    title = data.get("title", {})
    texts = {name: data.get(name) for name in _PLAIN}
    texts |= {f"region.{name}": region.get(name) for name in ("code", "name", "en")}
    texts |= {f"title.{name}": title.get(name) for name in ("zh", "en")}
    for table in ("type_words", "columns"):
        texts |= {f"{table}.{name}": value for name, value in data.get(table, {}).items()}
    for parent in region.get("parents", ()):
        texts |= {f"parents.{name}": parent.get(name) for name in ("code", "name", "en")}
    for at, one in enumerate(data.get("confirmed_cooperating", ()), start=1):
        texts[f"confirmed_cooperating.{at}"] = one
    for name, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} = {value} 要写成带英文引号的文字 / must be text in quotes")
    return Manifest(
        region=region.get("code"),
        region_name=region.get("name"),
        region_en=region.get("en"),
        parents=tuple(
            Region(parent["code"], parent["name"], parent.get("en"))
            for parent in region.get("parents", ())
        ),
        title=title.get("zh"),
        title_en=title.get("en"),
        conventions=Conventions(**data.get("conventions", {})),
        type_words=dict(data.get("type_words", {})),
        columns=dict(data.get("columns", {})),
        confirmed_cooperating=tuple(data.get("confirmed_cooperating", ())),
        life_stages=LifeStages(**data["life_stages"]) if "life_stages" in data else None,
        **{key: data.get(key) for key in _PLAIN},
    )


def manifest_beside(document: Path) -> Path | None:
    """The manifest that belongs to `document`: the same name with `.toml`, or `manifest.toml`."""
    for candidate in (document.with_suffix(".toml"), document.parent / "manifest.toml"):
        if candidate.is_file() and candidate != document:
            return candidate
    return None
