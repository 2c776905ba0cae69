// CodeMirror over the text box of the form. It stands in a shadow root, whose style sheets are
// adopted ones: the page's policy allows no other than those of files.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { completer } from "./completing.js";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#0b57a4", fontWeight: "bold" },
  { tag: tags.variableName, color: "#7a2e8e" },
  { tag: tags.string, color: "#146c43" },
  { tag: tags.annotation, color: "#146c43" },
  { tag: [tags.integer, tags.float, tags.bool], color: "#8a3b00" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "#1a2433" },
  { tag: tags.comment, color: "#52606d" },
]);

const look = EditorView.theme({
  "&": { fontSize: "15px", backgroundColor: "#fff", color: "#1a2433", border: "1px solid #8592a0", borderRadius: "4px" },
  "&.cm-focused": { outline: "3px solid #0b57a4", outlineOffset: "2px" },
  ".cm-scroller": {
    fontFamily: 'Consolas, "SF Mono", "Liberation Mono", "Noto Sans Mono CJK SC", monospace',
    lineHeight: "1.55",
    minHeight: "16rem",
    maxHeight: "34rem",
    overflow: "auto",
  },
  ".cm-content": { minHeight: "16rem" },
  ".cm-gutters": { backgroundColor: "#f5f7fa", color: "#52606d", borderRight: "1px solid #d5dce4" },
  ".cm-activeLine": { backgroundColor: "#f7fafd" },
  ".cm-activeLineGutter": { backgroundColor: "#eef4fb" },
  ".cm-wrong": { backgroundColor: "#fbd9d5", borderBottom: "2px solid #b42318" },
  ".cm-why": {
    fontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
    color: "#b42318",
    backgroundColor: "#fdf1f0",
    borderLeft: "4px solid #b42318",
    padding: "2px 10px",
    whiteSpace: "normal",
  },
  ".cm-tooltip": { backgroundColor: "#fff", border: "1px solid #8592a0", fontSize: "14px", maxWidth: "min(44rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "18rem", minWidth: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 8px", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "#0b57a4", color: "#fff" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "#fff" },
  ".cm-completionDetail": { fontStyle: "normal", color: "#52606d", marginLeft: "1em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "bold" },
  ".cm-completionInfo": { padding: "6px 10px", maxWidth: "24rem", overflowWrap: "anywhere" },
  ".cm-completionIcon": { display: "none" },
});

// What is wrong: the place is marked, the words stand under its line, until the text changes there.
const wrong = StateEffect.define();
const marks = StateField.define({
  create: () => Decoration.none,
  update(found, transaction) {
    for (const effect of transaction.effects) if (effect.is(wrong)) return effect.value;
    return transaction.docChanged ? Decoration.none : found;
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Why extends WidgetType {
  constructor(message) {
    super();
    this.message = message;
  }

  eq(other) {
    return other.message === this.message;
  }

  toDOM() {
    const note = document.createElement("div");
    note.className = "cm-why";
    note.textContent = this.message;
    return note;
  }
}

// Text typed over a selection: left to itself, Chrome puts what it inserts into a span with the
// style of what was there, which the page's policy forbids and the console complains of.
function over(event, view) {
  const { main, ranges } = view.state.selection;
  const { data } = event;
  if (event.inputType !== "insertText" || !data || main.empty || ranges.length > 1 || view.composing) return false;
  const insert = () =>
    view.state.update({
      changes: { from: main.from, to: main.to, insert: data },
      selection: { anchor: main.from + data.length },
      userEvent: "input.type",
      scrollIntoView: true,
    });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, main.from, main.to, data, insert))) view.dispatch(insert());
  event.preventDefault();
  return true;
}

// Whether this browser can have the editor's styles at all.
export function able() {
  return "adoptedStyleSheets" in Document.prototype && "attachShadow" in Element.prototype;
}

export function edit(textarea, words, run) {
  const host = document.createElement("div");
  host.className = "wb-editor";
  textarea.before(host);
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: textarea.value.replace(/^\n/, ""),
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true), preventDefault: true }]),
        lineNumbers(),
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [completer(words)], activateOnTypingDelay: 150, icons: false }),
        sparql(),
        syntaxHighlighting(colours),
        EditorView.lineWrapping,
        EditorState.phrases.of({ Completions: words.completions }),
        // Tab moves on, as everywhere else on the page: no key map here takes it
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...standardKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": `${words.editor}。${words.hint}`, lang: "zxx", spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) textarea.value = update.state.doc.toString();
        }),
        EditorView.domEventHandlers({ beforeinput: over }),
        marks,
        look,
      ],
    }),
  });
  textarea.value = view.state.doc.toString();
  textarea.hidden = true;
  textarea.required = false;
  return {
    focus: () => view.focus(),
    get text() {
      return view.state.doc.toString();
    },
    set text(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    clear: () => view.dispatch({ effects: wrong.of(Decoration.none) }),
    // Marks what stands at a place; both count from 1, the column in characters.
    mark(line, column, message) {
      if (!line || line > view.state.doc.lines) return;
      const { from, to, text } = view.state.doc.line(line);
      const units = [...text].slice(0, Math.max((column || 1) - 1, 0)).join("").length;
      const word = /^(?:[\w?$:<>#/.\-]+|\S|$)/.exec(text.slice(units)) || [" "];
      const start = Math.min(from + units, to);
      const end = Math.min(start + word[0].length, to);
      const why = Decoration.widget({ widget: new Why(message), block: true, side: 1 }).range(to);
      const ranges = start < end ? [Decoration.mark({ class: "cm-wrong" }).range(start, end), why] : [why];
      view.dispatch({ effects: wrong.of(Decoration.set(ranges, true)) });
      view.dispatch({ selection: { anchor: start }, scrollIntoView: true });
    },
  };
}
