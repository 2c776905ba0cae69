"""What the published report of an edition says of some families of rules, by what people know."""

import pyoxigraph

from tests.conftest import rows

PREFIXES = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def findings(store: pyoxigraph.Store, edition: str, families: str) -> set[tuple[str, str]]:
    """(rule, thing) of every result whose rule is of the families: an item by what its IRI has
    after `entry/`, a scenario by its code, the edition as "edition", else a thing by its name."""
    report = f"GRAPH <{edition}/report>"
    results = rows(
        store,
        f"""{PREFIXES} SELECT ?shape ?query ?focus ?value {{ {report} {{
          ?result sh:sourceShape ?shape ; sh:focusNode ?focus .
          OPTIONAL {{ ?result sh:sourceConstraint ?query }}
          OPTIONAL {{ ?result sh:value ?value }} }} }}""",
    )
    codes = rows(
        store,
        f"""{PREFIXES} SELECT DISTINCT ?thing ?code {{ GRAPH <{edition}> {{
          ?item lm:scenario ?thing ; lm:scenarioCode ?code }} }}""",
    )
    names = rows(
        store,
        f"{PREFIXES} SELECT ?thing ?name {{ ?thing a lm:Matter ; skos:prefLabel ?name "
        'FILTER(LANG(?name) = "zh-hans") }',
    )
    known = {row["thing"]: row["name"] for row in names}
    known |= {row["thing"]: row["code"] for row in codes} | {edition: "edition"}
    found = set()
    for row in results:
        rule = row.get("query", row["shape"]).partition("#")[2]
        thing = row["value"] if "query" in row else row["focus"]
        if rule[0] in families:
            found.add((rule, known.get(thing, thing.removeprefix(f"{edition}/entry/"))))
    return found
