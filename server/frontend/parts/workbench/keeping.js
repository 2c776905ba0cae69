// Adding the query to the saved ones of this site: its header, and the request of who has a token.
const INDENT = "  ";

// A header to fill in, for a query whose answer has these columns.
export function skeleton(columns) {
  const shown = columns.filter((name) => !(name.endsWith("Label") && columns.includes(name.slice(0, -5))));
  const lines = [
    'title: {zh: "……？", en: "…?"}',
    'summary: {zh: "……。", en: "…."}',
    "tags: []",
    "parameters:",
    `${INDENT}checklist: {type: iri, label: {zh: 清单, en: Checklist}, options: checklists}`,
  ];
  if (shown.length) lines.push("columns:", ...shown.map((name) => `${INDENT}"${name}": {zh: "${name}", en: "${name}"}`));
  return `${lines.map((line) => `#+ ${line}`).join("\n")}\n`;
}

export function hasHeader(query) {
  return /^#\+/m.test(query);
}

// Resolves to {kept} or {problem}; a token is sent and kept nowhere.
export async function keep(name, token, query) {
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/sparql-query",
    Accept: "application/problem+json",
  };
  try {
    const response = await fetch(`/query/${encodeURIComponent(name)}`, { method: "PUT", headers, body: query });
    return response.ok ? { kept: true } : { problem: await response.json() };
  } catch {
    return { problem: null };
  }
}
