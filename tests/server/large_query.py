"""A saved query with as many rows as one likes, over the real list: every pair of specific items,
`times` over."""

from server.saved.catalogue import SavedQuery, read_query

PAIRS = 161 * 161
NAME = "pairs"


def large(times: int) -> SavedQuery:
    """The query; it has `times` · 25,921 rows."""
    numbers = " ".join(str(number) for number in range(1, times + 1))
    return read_query(
        NAME,
        "quality",
        f"""#+ title: {{zh: "有哪些成对的具体事项？", en: "Which pairs are there?"}}
#+ summary: {{zh: "每对一行。", en: "A row for each pair."}}
#+ tags: [统计]
#+ types: {{number: integer}}
#+ parameters:
#+   checklist: {{type: iri, label: {{zh: 清单, en: Checklist}}, options: checklists}}
#+ columns:
#+   number: {{zh: 序号, en: No.}}
#+   first: {{zh: 前项, en: First}}
#+   second: {{zh: 后项, en: Second}}
#+   formula: {{zh: 像公式的文字, en: Text like a formula}}
#+ finding: {{zh: "{{rows}}对，前项{{distinct:first}}条。", en: "{{rows}}, {{distinct:first}}."}}
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX lm: <https://w3id.org/lifematters/ns#>

SELECT ?number ?first ?firstLabel ?second ?secondLabel ?formula
WHERE {{
  VALUES ?checklist {{ UNDEF }}
  ?checklist dcat:hasCurrentVersion ?edition .
  ?first lm:inEdition ?edition ; a lm:LeafItem ; lm:statedName ?firstLabel ; lm:leafOrder ?a .
  ?second lm:inEdition ?edition ; a lm:LeafItem ; lm:statedName ?secondLabel .
  VALUES ?number {{ {numbers} }}
  BIND(CONCAT("=1+", STR(?a)) AS ?formula)
}}
""",
    )
