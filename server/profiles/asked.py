"""Which profiles a client asks for (W3C Working Draft "Content Negotiation by Profile", by HTTP
headers and by query string arguments): by the header `Accept-Profile`, or by `_profile=` in the
address, which wins.

A header is lenient: what it names and nobody knows is passed over, and where it names nothing that
there is, the default is given. An address is a promise: a profile that it names and that is not
known is an error.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from server.errors import UnknownProfile

PARAMETER = "_profile"


@dataclass(frozen=True)
class Profile:
    """A profile: its token in an address, its URI, and further URIs under which it is known."""

    token: str
    uri: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that a client may call it."""
        return (self.token, self.uri, *self.also)


LM = Profile("lm", "https://w3id.org/lifematters/ns", ("https://w3id.org/lifematters/ns#",))
CPSV_AP = Profile(
    "cpsv-ap", "http://data.europa.eu/m8g/cpsvap/3.2.0", ("http://data.europa.eu/m8g/cpsvap",)
)
SCHEMA_ORG = Profile(
    "schema.org",
    "https://schema.org/",
    ("https://schema.org", "http://schema.org/", "http://schema.org"),
)
PROFILES = (LM, CPSV_AP, SCHEMA_ORG)
"""All profiles, the default one first. Each goes by the URI that its own makers gave it: that of
our vocabulary, the version IRI that CPSV-AP states of itself, schema.org's address."""

_BY_NAME = {name: profile for profile in PROFILES for name in profile.names}
_LONG = 1000
_ITEM = re.compile(r"(?:<[^<>]*>|\"[^\"]*\"|[^,])+")
"""A part of the header: its commas may stand in brackets or in quotes."""
_Q = re.compile(r";\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_ANY_Q = re.compile(r";\s*q\s*=", re.IGNORECASE)
_ANYTHING = "*"


@dataclass(frozen=True)
class Wanted:
    """The profiles that will do, the best first; whether the client named one of them; whether it
    must be that one."""

    ranked: tuple[Profile, ...]
    named: bool = False
    exact: bool = False


def preferences(accept_profile: str | None) -> str:
    """What an `Accept-Profile` comes to, in a few characters: two headers with the same
    preferences get the same answer, whatever else they say."""
    wanted = _by_header(accept_profile)
    return " ".join((*(one.token for one in wanted.ranked), "named" if wanted.named else ""))


def wanted(in_address: Sequence[str], accept_profile: str | None) -> Wanted:
    """What is asked for by the values of `_profile=` and by the header. Raises UnknownProfile."""
    if not in_address:
        return _by_header(accept_profile)
    given = in_address[0].strip()
    bare = given[1:-1] if given.startswith("<") and given.endswith(">") else given
    profile = _BY_NAME.get(bare)
    if profile is None or len(in_address) > 1:
        raise UnknownProfile(
            given=", ".join(in_address)[:100],
            offered_zh=listed(PROFILES, "zh"),
            offered_en=listed(PROFILES, "en"),
            profiles=told(PROFILES),
        )
    return Wanted((profile,), named=True, exact=True)


def listed(profiles: Sequence[Profile], language: str) -> str:
    """Profiles in a sentence in a language."""
    if language == "zh":
        return "、".join(f"{one.token}（{one.uri}）" for one in profiles)
    return ", ".join(f"{one.token} ({one.uri})" for one in profiles)


def told(profiles: Sequence[Profile]) -> list[dict[str, str]]:
    """Profiles in a problem document."""
    return [{"token": one.token, "uri": one.uri} for one in profiles]


def _by_header(header: str | None) -> Wanted:
    if header is None or not header.strip():
        return Wanted(PROFILES)
    return _kept(header) if len(header) <= _LONG else _read(header)


def _read(header: str) -> Wanted:
    """The known profiles that a header does not refuse (`q=0`): those it names by quality, then by
    their order in it; `*` stands for those it does not name; what it does not speak of comes last,
    in our order."""
    said: dict[Profile | str, tuple[float, int]] = {}
    for at, item in enumerate(_ITEM.findall(header)):
        name, quality = _item(item)
        known = _ANYTHING if name == _ANYTHING else _BY_NAME.get(name)
        if known and quality is not None and quality > said.get(known, (-1.0, 0))[0]:
            said[known] = (quality, at)
    rest, _ = said.get(_ANYTHING, (None, 0))
    places: list[tuple[bool, float, int, Profile]] = []
    for profile in PROFILES:
        quality, at = said.get(profile, (rest, len(header)))
        if quality != 0:
            places.append((quality is None, -(quality or 0), at, profile))
    ranked = tuple(place[3] for place in sorted(places, key=lambda place: place[:3]))
    return Wanted(ranked, any(said.get(one, (0.0, 0))[0] > 0 for one in PROFILES))


_kept = lru_cache(1024)(_read)


def _item(item: str) -> tuple[str, float | None]:
    """The name in a part of the header and its quality; None where that cannot be read."""
    item = item.strip()
    if item.startswith("<"):
        name, _, parameters = item[1:].partition(">")
    else:
        name, mark, parameters = item.partition(";")
        parameters = mark + parameters
    found = _Q.search(parameters)
    if found is None:
        return name.strip().strip('"'), None if _ANY_Q.search(parameters) else 1.0
    return name.strip().strip('"'), float(found[1])
