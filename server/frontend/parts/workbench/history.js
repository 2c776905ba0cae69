// The queries that were asked on this machine, the latest first. They stay in the browser.
const KEY = "lifematters.workbench.history";
export const MOST = 50;

export class History {
  constructor(storage) {
    this.storage = storage;
  }

  // What is kept; nothing where the browser keeps nothing or keeps what is not ours.
  all() {
    try {
      const found = JSON.parse(this.storage.getItem(KEY) || "[]");
      return Array.isArray(found) ? found.filter((one) => one && typeof one.query === "string") : [];
    } catch {
      return [];
    }
  }

  add(query, said, when) {
    if (!query.trim()) return;
    const others = this.all().filter((one) => one.query !== query);
    this.keep([{ query, said, when }, ...others].slice(0, MOST));
  }

  remove(query) {
    this.keep(this.all().filter((one) => one.query !== query));
  }

  clear() {
    this.keep([]);
  }

  keep(list) {
    try {
      if (list.length) this.storage.setItem(KEY, JSON.stringify(list));
      else this.storage.removeItem(KEY);
    } catch {
      // a browser that is full, or keeps nothing, works without
    }
  }
}

// One line that tells a query from others: its text without the prologue.
export function title(query) {
  const rest = query
    .replace(/^\s*(?:#[^\n]*\n|PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>|\s)+/i, "")
    .replace(/\s+/g, " ")
    .trim();
  const line = rest || query.trim();
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}
