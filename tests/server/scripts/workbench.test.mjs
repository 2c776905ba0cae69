// The parts of the workbench that need no page.
import assert from "node:assert/strict";
import test from "node:test";
import { History, MOST, title } from "../../../server/frontend/parts/workbench/history.js";
import { commentable, declares, place, ranked } from "../../../server/frontend/parts/workbench/ranking.js";
import { hasHeader, skeleton } from "../../../server/frontend/parts/workbench/keeping.js";
import { compared } from "../../../server/frontend/parts/workbench/sorting.js";

const vocabulary = {
  prefixes: { lm: "https://w3id.org/lifematters/ns#", skos: "urn:skos#" },
  terms: [
    { name: "lm:leadDepartment", iri: "urn:1", kind: "property", zh: "牵头部门", en: "lead department" },
    { name: "lm:Department", iri: "urn:2", kind: "class", zh: "部门", en: "department" },
    { name: "skos:prefLabel", iri: "urn:3", kind: "property", zh: "名称", en: "preferred label" },
  ],
  codes: [{ iri: "urn:code", zh: "公共服务", en: "Public service" }],
};
const names = (typed) => ranked(vocabulary, typed).map((one) => one.name);

class Storage {
  constructor() {
    this.kept = new Map();
  }
  getItem(key) {
    return this.kept.has(key) ? this.kept.get(key) : null;
  }
  setItem(key, value) {
    this.kept.set(key, value);
  }
  removeItem(key) {
    this.kept.delete(key);
  }
}

test("a term is found by its name, its local name, and its label in either language", () => {
  assert.deepEqual(names("lm:lead"), ["lm:leadDepartment"]);
  assert.equal(names("leadD")[0], "lm:leadDepartment");
  assert.equal(names("牵头")[0], "lm:leadDepartment");
  assert.equal(names("preferred")[0], "skos:prefLabel");
  assert.equal(names("部门")[0], "lm:Department");
});

test("prefixes and codes are offered", () => {
  assert.deepEqual(names("sko"), ["skos:", "skos:prefLabel"]);
  assert.deepEqual(names("公共"), ["<urn:code>"]);
  assert.deepEqual(names("nothing like it"), []);
});

test("a declaration goes behind those there are, once", () => {
  const query = "PREFIX lm: <urn:x#>\nPREFIX skos: <urn:y#>\nSELECT * {}";
  assert.equal(query.slice(place(query)), "SELECT * {}");
  assert.equal(place("SELECT * {}"), 0);
  assert.ok(declares(query, "skos") && !declares(query, "sko") && !declares(query, "dct"));
});

test("words follow as a comment only where nothing is commented out by them", () => {
  assert.ok(commentable(" . }") && commentable(""));
  assert.ok(!commentable(" ; lm:number ?n") && !commentable(" FILTER"));
});

test("history has each query once, the latest first, and forgets what is removed", () => {
  const history = new History(new Storage());
  history.add("A", "1", 1);
  history.add("B", "2", 2);
  history.add("A", "3", 3);
  assert.deepEqual(history.all().map((one) => [one.query, one.said]), [["A", "3"], ["B", "2"]]);
  history.remove("A");
  assert.deepEqual(history.all().map((one) => one.query), ["B"]);
  for (let n = 0; n < MOST + 5; n += 1) history.add(`Q${n}`, "", n);
  assert.equal(history.all().length, MOST);
  history.clear();
  assert.deepEqual(history.all(), []);
});

test("history does without what cannot be read or written", () => {
  const storage = new Storage();
  storage.setItem("lifematters.workbench.history", "{");
  assert.deepEqual(new History(storage).all(), []);
  const none = { getItem() { throw new Error("no"); }, setItem() { throw new Error("no"); } };
  new History(none).add("A", "", 1);
  assert.deepEqual(new History(none).all(), []);
});

test("a query is called by what it asks", () => {
  assert.equal(title("PREFIX lm: <urn:x>\n# about\nPREFIX a: <urn:a>\nSELECT ?s\n{ ?s ?p ?o }"), "SELECT ?s { ?s ?p ?o }");
});

test("numbers are sorted by value, names as Chinese is, what is empty last both ways", () => {
  assert.deepEqual(["10", "9", ""].sort((a, b) => compared(a, b, true, false)), ["9", "10", ""]);
  assert.deepEqual(["9", "", "10"].sort((a, b) => compared(a, b, true, true)), ["10", "9", ""]);
  assert.deepEqual(["县卫健局", "县公安局"].sort((a, b) => compared(a, b, false, false)), ["县公安局", "县卫健局"]);
});

test("a header to fill in names each column once, labels not", () => {
  const lines = skeleton(["department", "departmentLabel", "n"]).trim().split("\n");
  assert.ok(lines.every((line) => line.startsWith("#+ ")));
  assert.deepEqual(lines.slice(-3), ["#+ columns:", '#+   "department": {zh: "department", en: "department"}', '#+   "n": {zh: "n", en: "n"}']);
  assert.ok(hasHeader(lines[0]) && !hasHeader("# title"));
});
