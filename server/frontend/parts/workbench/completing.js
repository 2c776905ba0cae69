// Completion: terms and prefixes from the vocabulary document, things from /lookup.
import { syntaxTree } from "@codemirror/language";
import { commentable, declares, place, ranked } from "./ranking.js";

const TYPED = /[\w\u3400-\u9fff·（）]+(?::[\w\-]*)?$/;
const KEYWORDS = [
  "SELECT", "WHERE", "OPTIONAL", "FILTER", "VALUES", "UNION", "GROUP BY", "ORDER BY", "LIMIT", "DISTINCT",
  "COUNT", "BIND", "GRAPH", "NOT EXISTS", "CONSTRUCT", "DESCRIBE", "ASK", "PREFIX", "LANG", "CONTAINS", "DESC",
];
const KINDS = ["department", "scenario", "stage", "matter"];

let vocabulary = null;

async function load() {
  if (!vocabulary) {
    const response = await fetch("/workbench/vocabulary.json");
    if (!response.ok) throw new Error(String(response.status));
    vocabulary = await response.json();
  }
  return vocabulary;
}

export function completer(words) {
  return async (context) => {
    const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
    if (inside === "String" || inside === "Comment" || inside === "IriRef") return null;
    const variable = context.matchBefore(/[?$][\w\u3400-\u9fff]*$/);
    if (variable) return variables(context, variable);
    const typed = context.matchBefore(TYPED);
    if (!typed && !context.explicit) return null;
    const text = typed ? typed.text : "";
    const from = typed ? typed.from : context.pos;
    let known;
    try {
      known = await load();
    } catch {
      return null;
    }
    const options = ranked(known, text).map((one) => option(one, words));
    if (/^[A-Za-z]+$/.test(text) || !text) options.push(...keywords(text));
    if (text.length > 1 && !text.includes(":")) options.push(...(await things(context, text, words)));
    return context.aborted || !options.length ? null : { from, options, filter: false };
  };
}

function variables(context, typed) {
  const found = new Set(context.state.doc.toString().match(/[?$][\w\u3400-\u9fff]+/g) || []);
  found.delete(typed.text);
  const options = [...found].filter((name) => name.startsWith(typed.text)).map((label) => ({ label, type: "variable" }));
  return options.length ? { from: typed.from, options, filter: false } : null;
}

function keywords(text) {
  const wanted = text.toUpperCase();
  return KEYWORDS.filter((word) => word.startsWith(wanted) && word !== wanted).map((label) => ({ label, type: "keyword" }));
}

async function things(context, text, words) {
  const asked = new URLSearchParams({ name: text, limit: "8" });
  for (const kind of KINDS) asked.append("type", kind);
  try {
    const response = await fetch(`/lookup?${asked}`);
    if (!response.ok) return [];
    const [{ candidates }] = (await response.json()).items;
    const several = new Set(candidates.map((one) => one.region)).size > 1;
    return candidates.map((one) => {
      const name = words.language === "en" && one.name_en ? one.name_en : one.name;
      const where = several ? ` ${one.region}` : "";
      return {
        label: name,
        detail: `${words[one.type] || one.type}${where}`,
        type: "constant",
        info: one.uri,
        apply: inserted(`<${one.uri}>`, name),
      };
    });
  } catch {
    return [];
  }
}

function option(one, words) {
  const said = words.language === "en" ? one.en : one.zh;
  const explained = words.language === "en" ? one.en_says : one.zh_says;
  if (one.kind === "code") {
    return { label: said, detail: words.code, type: "constant", info: one.iri, apply: inserted(one.name, said) };
  }
  const [prefix] = one.name.split(":");
  const kind = words[one.kind] || one.kind;
  return {
    label: one.name,
    detail: one.kind === "prefix" ? one.iri : `${said} · ${kind}`,
    info: explained || undefined,
    type: { class: "class", property: "property" }[one.kind] || "namespace",
    apply: inserted(one.name, "", prefix),
  };
}

// Puts a text in place of what was typed; its prefix is declared where it is not, words about it
// follow at the end of the line where nothing else does.
function inserted(text, comment, prefix) {
  return (view, completion, from, to) => {
    const { doc } = view.state;
    const whole = doc.toString();
    const changes = [{ from, to, insert: text }];
    const line = doc.lineAt(to);
    if (comment && commentable(doc.sliceString(to, line.to))) {
      changes.push({ from: line.to, insert: `  # ${comment}` });
    }
    const iri = prefix && vocabulary && vocabulary.prefixes[prefix];
    let added = 0;
    if (iri && !declares(whole, prefix)) {
      const insert = `PREFIX ${prefix}: <${iri}>\n`;
      const at = place(whole);
      if (at <= from) {
        const before = at && whole[at - 1] !== "\n" ? `\n${insert}` : insert;
        changes.unshift({ from: at, insert: before });
        added = before.length;
      }
    }
    view.dispatch({ changes, selection: { anchor: from + text.length + added }, userEvent: "input.complete" });
  };
}
