// The workbench: an editor over the form, the answer asked for in place, history, copying.
import { Asking } from "../parts/workbench/asking.js";
import { able, edit } from "../parts/workbench/editor.js";
import { History, MOST, title } from "../parts/workbench/history.js";
import { hasHeader, keep, skeleton } from "../parts/workbench/keeping.js";
import { sortable } from "../parts/workbench/sorting.js";

const ADDRESS = 7000;
const form = document.getElementById("workbench");
const textarea = document.getElementById("query");
const words = JSON.parse(document.getElementById("workbench-words").textContent);
const answer = document.getElementById("answer");
const state = document.getElementById("state");
const runButton = document.getElementById("run");
const timeout = document.getElementById("timeout");
const kept = new History(window.localStorage);
let asking = null;
let charts = Boolean(answer.querySelector("figure.chart")); // the page came with their script

const editor = able() ? edit(textarea, words, () => run("table")) : null;
if (editor) {
  document.getElementById("query-hint").textContent = words.hint;
  document.getElementById("query-label").addEventListener("click", () => editor.focus());
} else {
  textarea.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run("table");
  });
}

const stopButton = element("button", { type: "button", className: "button secondary", textContent: words.cancel });
stopButton.hidden = true;
runButton.after(stopButton);
stopButton.addEventListener("click", () => {
  if (!asking) return;
  say(words.stopping);
  asking.stop();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run("table");
});
answer.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-form]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  run(link.dataset.form);
});
window.addEventListener("pagehide", () => asking && asking.leave());

function text() {
  return editor ? editor.text : textarea.value;
}

async function run(as) {
  if (asking) return;
  const query = text();
  if (!query.trim()) return;
  const mine = (asking = new Asking(words.language));
  if (editor) editor.clear();
  stopButton.hidden = false;
  runButton.disabled = true;
  answer.setAttribute("aria-busy", "true");
  const most = timeout.value || timeout.options[timeout.selectedIndex].textContent.trim().split(" ")[0];
  say(words.running.replace("{seconds}", most));
  const began = Date.now();
  const clock = setInterval(() => {
    tell(words.seconds.replace("{seconds}", String(Math.round((Date.now() - began) / 1000))));
  }, 1000);
  const got = await mine.ask(query, timeout.value, as);
  clearInterval(clock);
  asking = null;
  const stopHadFocus = document.activeElement === stopButton;
  stopButton.hidden = true;
  runButton.disabled = false;
  answer.removeAttribute("aria-busy");
  if (stopHadFocus) runButton.focus();
  if (got.html !== undefined) show(got.html, query, as);
  else if (mine.cancelled) stopped();
  else refuse(got.problem, query);
}

function show(html, query, as) {
  answer.innerHTML = html;
  enhance();
  const said = answer.querySelector(".finding");
  say(`${words.done}${said ? ` ${said.firstChild.textContent.trim()}` : ""}`);
  kept.add(query, said && as === "table" ? said.firstChild.textContent.trim() : "", Date.now());
  list();
  const share = document.getElementById("share");
  if (share && share.href.length <= ADDRESS + location.origin.length) history.replaceState(null, "", share.href);
}

function stopped() {
  answer.replaceChildren(element("p", { className: "note", textContent: words.stopped }));
  say(words.stopped);
}

function refuse(problem, query) {
  const note = element("div", { className: "note error" });
  note.setAttribute("role", "alert");
  const title_ = problem ? (words.language === "en" ? problem.title_en : problem.title) : words.failed;
  const detail = problem ? (words.language === "en" ? problem.detail_en : problem.detail) : words.unreachable;
  note.append(element("p", {}, element("strong", { textContent: title_ })), element("p", { textContent: detail }));
  const lines = query.split("\n");
  if (problem && problem.line && problem.line <= lines.length) {
    const letters = [...lines[problem.line - 1]];
    const at = Math.max((problem.column || 1) - 1, 0);
    note.append(
      element(
        "pre",
        { className: "wb-quoted" },
        element("span", { className: "wb-line", textContent: String(problem.line) }),
        letters.slice(0, at).join(""),
        element("mark", { textContent: letters[at] || " " }),
        letters.slice(at + 1).join(""),
      ),
    );
    if (editor) editor.mark(problem.line, problem.column, detail);
  }
  answer.replaceChildren(note);
  say(words.failed);
  if (editor && problem && problem.line) editor.focus();
}

// What a screen reader hears, and what only the eye needs.
function say(sentence) {
  state.textContent = sentence;
}
const clockText = element("span", { className: "muted wb-clock" });
clockText.setAttribute("aria-hidden", "true");
state.after(clockText);
function tell(sentence) {
  clockText.textContent = asking ? sentence : "";
}

// The table can be sorted, what is to be copied can be copied.
function enhance() {
  tell("");
  for (const table of answer.querySelectorAll(".wb-table table")) sortable(table, words);
  for (const note of answer.querySelectorAll(".wb-sorts")) note.hidden = false;
  for (const program of answer.querySelectorAll(".wb-program pre")) {
    program.before(copying(() => program.textContent));
  }
  const share = document.getElementById("share");
  if (share) share.after(" ", copying(() => share.href));
  picture();
}

// A script in a part of the page does not run by itself: that of charts is loaded once.
function picture() {
  const wanted = answer.querySelector("figure.chart ~ script[src]");
  if (!wanted) return;
  if (!charts) document.head.append(element("script", { src: wanted.getAttribute("src") }));
  charts = true;
  document.dispatchEvent(new Event("figures"));
}

function copying(what) {
  const button = element("button", { type: "button", className: "button secondary wb-copy", textContent: words.copy });
  button.addEventListener("click", async () => {
    button.textContent = (await copied(what())) ? words.copied : words.not_copied;
    say(button.textContent);
    setTimeout(() => (button.textContent = words.copy), 2500);
  });
  return button;
}

async function copied(content) {
  try {
    await navigator.clipboard.writeText(content);
    return true;
  } catch {
    const place = element("textarea", { value: content, className: "visually-hidden" });
    document.body.append(place);
    place.select();
    const done = document.execCommand("copy");
    place.remove();
    return done;
  }
}

// History: a list in the page, each query a button that puts it back.
function list() {
  const section = document.getElementById("history");
  const all = kept.all();
  section.hidden = !all.length;
  while (section.children.length > 1) section.lastChild.remove();
  if (!all.length) return;
  const items = all.map((one) => {
    const open = element("button", { type: "button", className: "wb-past", textContent: title(one.query) });
    open.addEventListener("click", () => {
      if (editor) editor.text = one.query;
      else textarea.value = one.query;
      (editor || textarea).focus();
      form.scrollIntoView();
    });
    const remove = element("button", { type: "button", className: "wb-remove", textContent: words.remove });
    remove.setAttribute("aria-label", `${words.remove}${words.language === "en" ? ": " : "："}${title(one.query)}`);
    remove.addEventListener("click", () => {
      kept.remove(one.query);
      list();
    });
    const when = new Date(one.when);
    const stamp = isNaN(when) ? "" : when.toLocaleString(words.language === "en" ? "en-GB" : "zh-CN", { dateStyle: "short", timeStyle: "short" });
    return element("li", {}, open, element("span", { className: "muted", textContent: [one.said, stamp].filter(Boolean).join(" · ") }), remove);
  });
  const clear = element("button", { type: "button", className: "button secondary", textContent: words.remove_all });
  clear.addEventListener("click", () => {
    kept.clear();
    list();
  });
  section.append(
    element("p", { className: "muted", textContent: words.kept_here.replace("{most}", String(MOST)) }),
    element("ul", { className: "wb-history" }, ...items),
    clear,
  );
}

// Keeping a query: the form is for who has a token, and works by script only.
function keeping() {
  const form_ = document.getElementById("keep-form");
  if (!form_) return;
  form_.hidden = false;
  const said = document.getElementById("keep-state");
  document.getElementById("keep-header").addEventListener("click", () => {
    if (hasHeader(text())) return void (said.textContent = words.has_header);
    const columns = [...answer.querySelectorAll(".wb-table thead th")].map((one) => one.dataset.name);
    const whole = skeleton(columns) + text();
    if (editor) editor.text = whole;
    else textarea.value = whole;
    (editor || textarea).focus();
  });
  form_.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = document.getElementById("keep-name").value.trim();
    const token = document.getElementById("keep-token").value;
    said.textContent = words.keeping;
    const { kept: done, problem } = await keep(name, token, text());
    if (done) {
      const link = element("a", { href: `/query/${name}${words.language === "en" ? "?lang=en" : ""}`, textContent: `/query/${name}` });
      return void said.replaceChildren(`${words.kept} `, link);
    }
    const detail = problem ? (words.language === "en" ? problem.detail_en : problem.detail) : words.unreachable;
    said.textContent = detail;
    if (editor && problem && problem.line) editor.mark(problem.line, problem.column, detail);
  });
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// The page may have come with an error: it is marked in the editor as well.
const quoted = answer.querySelector(".note.error .wb-quoted");
if (quoted && editor) {
  const line = Number(quoted.querySelector(".wb-line").textContent);
  const mark = quoted.querySelector("mark");
  const before = mark.previousSibling.nodeType === Node.TEXT_NODE ? mark.previousSibling.textContent : "";
  editor.mark(line, [...before].length + 1, answer.querySelector(".note.error p:nth-child(2)").textContent);
}
enhance();
list();
keeping();
