// Builds every file of entries/ into one script of its own, and beside them the licences of what
// they hold: node build.mjs FOLDER. Nothing is fetched, here or by what comes out.
import { build } from "esbuild";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];

const names = (await readdir(join(here, "entries"))).filter((name) => name.endsWith(".js")).sort();
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: names.map((name) => join("entries", name)),
  outdir: folder,
  bundle: true,
  minify: true,
  format: "iife",
  target: "chrome86",
  charset: "utf8",
  legalComments: "none", // licences.txt has all of them, whole
  banner: { js: "/*! Third-party licences: licences.txt beside this file */" },
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
  logLevel: "warning",
});
await writeFile(join(folder, "licences.txt"), await licences(Object.keys(metafile.inputs)));

// Name, version, licence and the texts of each package that came into a script.
async function licences(inputs) {
  const packages = new Set();
  for (const path of inputs) {
    const found = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (found) packages.add(found[1]);
  }
  const parts = ["What the scripts of this folder hold of others, under these licences.\n"];
  for (const name of [...packages].sort()) {
    const at = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(at, "package.json"), "utf8"));
    parts.push(`\n${"=".repeat(72)}\n${name} ${version} (${license})\n${"=".repeat(72)}\n`);
    const texts = [];
    for (const entry of await readdir(at, { withFileTypes: true })) {
      if (!/^(licen[cs]e|notice|copying)/i.test(entry.name)) continue;
      if (!entry.isDirectory()) texts.push(entry.name);
      else texts.push(...(await readdir(join(at, entry.name))).map((file) => join(entry.name, file)));
    }
    if (!texts.some((file) => /^(licen|copying)/i.test(file))) {
      throw new Error(`${name} brings no licence text`);
    }
    for (const file of texts.sort()) parts.push(`\n${(await readFile(join(at, file), "utf8")).trim()}\n`);
  }
  return parts.join("");
}
