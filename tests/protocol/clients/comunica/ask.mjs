// One question a line in, one answer a line out, both as JSON: Comunica as a person's own program
// would use it. What it knows of its sources it finds out afresh for each question.
import { createInterface } from "node:readline";
import { QueryEngine } from "@comunica/query-sparql";
import { DataFactory } from "rdf-data-factory";

const engine = new QueryEngine();
// version 4.5 brings an older one, which loses the language of literals from an endpoint
const dataFactory = new DataFactory();

const term = ({ termType, value, language, datatype }) => ({
  type: termType,
  value,
  ...(language ? { language } : datatype && { datatype: datatype.value }),
});

async function answer({ query, context }) {
  await engine.invalidateHttpCache();
  const result = await engine.query(query, { ...context, dataFactory });
  const found = await result.execute();
  switch (result.resultType) {
    case "void":
      return {};
    case "boolean":
      return { boolean: found };
    case "quads":
      return { quads: (await found.toArray()).map((q) => [q.subject, q.predicate, q.object].map(term)) };
    default:
      return { rows: (await found.toArray()).map(row) };
  }
}

const row = (bindings) =>
  Object.fromEntries([...bindings].map(([name, value]) => [name.value, term(value)]));

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line)).catch((error) => ({ error: String(error) }));
  console.log(JSON.stringify(said));
}
