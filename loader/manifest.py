"""What a document does not say of itself: its region, list, kind, title, edition, conventions.

A manifest is a small TOML file beside the document, or the same as options of `load`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from loader.problems import Refused, problem
from loader.rows import Place

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
    """The habits of one list that another county's need not share (shapes/README.md)."""

    numbers: str = "edition"
    blank_cooperating: str = "carried"
    joint_lead: bool = False


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
    """A local word for a matter type -> the key of the code it means."""
    confirmed_cooperating: tuple[str, ...] = ()
    """Entries (by name) whose carried cooperating departments other evidence confirms."""

    def with_options(self, **options: str | None) -> "Manifest":
        """The manifest with what the command line says besides; options win."""
        return replace(self, **{key: value for key, value in options.items() if value})  # type: ignore[arg-type]

    def missing(self, region_known: bool) -> tuple[str, ...]:
        """The options still needed, as the command line spells them."""
        needed = {"--region": self.region, "--list": self.list}
        needed |= {"--kind": self.kind, "--title": self.title}
        if not region_known:
            needed["--region-name"] = self.region_name
        return tuple(option for option, value in needed.items() if not value)

    def check(self, file: str) -> None:
        """Raises Refused where a value has not the form it must have."""
        reasons = []
        if self.region and not re.fullmatch(r"\d{6}", self.region):
            reasons.append(f"region “{self.region}” ≠ 6 位区划代码 / a six-digit code")
        if self.list and not _LIST_KEY.fullmatch(self.list):
            reasons.append(f"list “{self.list}” ≠ a-z 0-9 -（如/such as personal-life-cycle）")
        if self.kind and self.kind not in KINDS:
            reasons.append(f"kind “{self.kind}” ≠ {' | '.join(KINDS)}")
        if self.edition and not _EDITION_KEY.fullmatch(self.edition):
            reasons.append(f"edition “{self.edition}” ≠ 日期/a date（2026, 2026-11, 2026-11-23）")
        if reasons:
            raise Refused(
                [problem("M02", Place(file), file=file, reason=reason) for reason in reasons]
            )


_PLAIN = ("list", "kind", "edition", "supersedes", "publisher", "licence", "source")


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`. Raises Refused where it is no TOML or says what no one knows."""
    place = Place(path.name)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused([problem("M02", place, file=path.name, reason=error)]) from None
    known = {*_PLAIN, "title", "region", "conventions", "type_words", "confirmed_cooperating"}
    if unknown := sorted(set(data) - known):
        reason = f"未知的项目 / unknown keys: {', '.join(unknown)}"
        raise Refused([problem("M02", place, file=path.name, reason=reason)])
    try:
        return _manifest(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused([problem("M02", place, file=path.name, reason=error)]) from None


def _manifest(data: Mapping[str, Any]) -> Manifest:
    region = data.get("region", {})
    title = data.get("title", {})
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
        confirmed_cooperating=tuple(data.get("confirmed_cooperating", ())),
        **{key: data.get(key) for key in _PLAIN},
    )


def manifest_beside(document: Path) -> Path | None:
    """The manifest that belongs to `document`: the same name with `.toml`, or `manifest.toml`."""
    for candidate in (document.with_suffix(".toml"), document.parent / "manifest.toml"):
        if candidate.is_file() and candidate != document:
            return candidate
    return None
