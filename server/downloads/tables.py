"""The rows of the tables, from the records of one edition."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from server.api.records import Record, Records
from server.api.table import as_csv
from server.downloads.columns import TABLES


def rows(name: str, records: Records) -> list[Record]:
    """The rows of a table."""
    match name:
        case "items":
            return list(_items(records.entries))
        case "entries":
            return [{**one, "lines": len(one["lines"]) or 1} for one in records.entries]
        case "matters":
            return [one for one in records.matters if one["occurrences"]]
        case "departments":
            return [one for one in records.departments if one["leads"] or one["cooperates"]]
        case "edges":
            return edges(records.entries)
    raise KeyError(name)


def table(name: str, records: Records) -> bytes:
    """A table as CSV (RFC 4180, UTF-8, no byte order mark)."""
    names = [column.name for column in TABLES[name].columns]
    return as_csv(rows(name, records), names, excel=False).encode()


def _items(entries: Sequence[Record]) -> Iterator[Record]:
    for entry in entries:
        for line in entry["lines"] or [entry]:
            divided = line is not entry
            yield {
                **{key: value for key, value in entry.items() if key != "lines"},
                **{key: line[key] for key in _OWN},
                "uri": line["uri"],
                "entry_uri": entry["uri"],
                "line": line["order"] if divided else None,
                "line_name": line["name"] if divided else None,
            }


LEADS_WITH, SAME_SCENARIO = "leads-with", "same-scenario"
"""The kinds of edges between departments."""
_OWN = (
    *("sub_item", "types", "lead_departments", "cooperating_departments"),
    "handling_departments",
)


def edges(entries: Sequence[Record]) -> list[Record]:
    """Who leads with whom cooperating, and who stand in the same scenario."""
    names: dict[str, str] = {}
    leads: Counter[tuple[str, str]] = Counter()
    together: dict[tuple[str, str], set[str]] = {}
    scenarios: dict[str, dict[str, None]] = {}
    for entry in entries:
        for one in (*entry["lead_departments"], *entry["cooperating_departments"]):
            names[one["uri"]] = one["name"]
        pairs = {
            (lead["uri"], other["uri"])
            for lead in entry["lead_departments"]
            for other in entry["cooperating_departments"]
            if lead["uri"] != other["uri"]
        }
        leads.update(pairs)
        if entry["scenario"]:
            place = scenarios.setdefault(entry["scenario"]["uri"], {})
            for one in (*entry["lead_departments"], *entry["cooperating_departments"]):
                place.setdefault(one["uri"])
    for scenario, departments in scenarios.items():
        for pair in combinations(sorted(departments), 2):
            together.setdefault(pair, set()).add(scenario)
    found = [(pair, LEADS_WITH, count) for pair, count in leads.items()]
    found += [(pair, SAME_SCENARIO, len(places)) for pair, places in together.items()]
    return [
        _edge(names, pair, kind, weight)
        for pair, kind, weight in sorted(found, key=lambda one: (one[1], -one[2], one[0]))
    ]


def _edge(names: Mapping[str, str], pair: tuple[str, str], kind: str, weight: int) -> Record:
    source, target = pair
    return {
        "source": names[source],
        "source_uri": source,
        "target": names[target],
        "target_uri": target,
        "kind": kind,
        "weight": weight,
    }
