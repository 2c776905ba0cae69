// A table sorted by one of its columns: numbers by value, words as Chinese is sorted, what is empty
// last.
const collator = new Intl.Collator("zh-CN", { numeric: true });

export function compared(one, other, numeric, down) {
  if (!one || !other) return (one ? 0 : 1) - (other ? 0 : 1);
  const order = numeric ? Number(one) - Number(other) : collator.compare(one, other);
  return down ? -order : order;
}

// Puts a button into each heading of a table.
export function sortable(table, words) {
  const body = table.tBodies[0];
  if (!body || body.rows.length < 2) return;
  const first = [...body.rows];
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "wb-sort";
    button.textContent = heading.textContent;
    const hint = document.createElement("span");
    hint.className = "visually-hidden";
    hint.textContent = ` ${words.sort}`;
    button.append(hint);
    heading.replaceChildren ? heading.replaceChildren(button) : (heading.textContent = "", heading.append(button));
    button.addEventListener("click", () => {
      const was = heading.getAttribute("aria-sort");
      const now = was === "ascending" ? "descending" : was === "descending" ? null : "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      if (now) heading.setAttribute("aria-sort", now);
      const numeric = first.every((row) => !row.cells[column].textContent || row.cells[column].className === "numeric");
      const rows = now
        ? [...first].sort((a, b) => compared(text(a, column), text(b, column), numeric, now === "descending"))
        : first;
      body.append(...rows);
    });
  });
}

function text(row, column) {
  return row.cells[column].textContent.trim();
}
