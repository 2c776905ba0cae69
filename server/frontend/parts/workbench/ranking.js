// What the editor offers for what was typed: prefixes, terms and codes by name or by label in
// either language, the likeliest first.
const SHORT = 2;

// How well a text answers what was typed; 0 where it does not.
export function fit(typed, text) {
  if (!text) return 0;
  const wanted = typed.toLowerCase();
  const found = text.toLowerCase();
  if (found === wanted) return 100;
  if (found.startsWith(wanted)) return 80;
  if (wanted.length >= SHORT && found.includes(wanted)) return 50;
  return 0;
}

// The entries of the vocabulary for what was typed, at most `most`.
export function ranked(vocabulary, typed, most = 40) {
  const found = [];
  for (const [prefix, iri] of Object.entries(vocabulary.prefixes)) {
    const score = fit(typed, `${prefix}:`);
    if (score) found.push({ kind: "prefix", name: `${prefix}:`, iri, zh: iri, en: iri, score: score + 2 });
  }
  for (const term of vocabulary.terms) {
    const local = term.name.slice(term.name.indexOf(":") + 1);
    const score = Math.max(fit(typed, term.name), fit(typed, local) - 2, fit(typed, term.zh) - 1, fit(typed, term.en) - 3);
    if (score > 0) found.push({ ...term, score: score + (term.name.startsWith("lm:") ? 1 : 0) });
  }
  if (typed.length >= SHORT && !typed.includes(":")) {
    for (const code of vocabulary.codes) {
      const score = Math.max(fit(typed, code.zh) - 4, fit(typed, code.en) - 5);
      if (score > 0) found.push({ ...code, kind: "code", name: `<${code.iri}>`, score });
    }
  }
  return found.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1)).slice(0, most);
}

// Whether a query declares a prefix.
export function declares(query, prefix) {
  return new RegExp(`(^|\\s)PREFIX\\s+${prefix.replace(/[.\-]/g, "\\$&")}:`, "i").test(query);
}

// Where a declaration goes: behind the last one, else at the top.
export function place(query) {
  let at = 0;
  for (const found of query.matchAll(/^[ \t]*(?:PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)[^\n]*(?:\n|$)/gim)) {
    at = found.index + found[0].length;
  }
  return at;
}

// Whether words may follow as a comment: nothing but signs comes after on the line.
export function commentable(rest) {
  return /^[\s.;,)}\]]*$/.test(rest);
}
