// Builds site/pelican/plugins/pelicart/static/seal.js, and writes its digest into live/_seal.html.
// Run it by  make seal  (needs node and npm). The same sources give the same bytes.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const PLUGIN = join(HERE, "../../site/pelican/plugins/pelicart");
const SOURCES = ["package-lock.json", "build.mjs", "src/card.js", "src/hpke.js", "src/seal.js"];

const read = (...path) => readFileSync(join(HERE, ...path), "utf8");
const digest = (name, form, data) => createHash(name).update(data).digest(form);

const licence = read("node_modules/hpke/LICENSE.md").trim();
const { version } = JSON.parse(read("node_modules/hpke/package.json"));
const sources = digest("sha256", "hex", SOURCES.map((name) => read(name)).join("\0"));
const banner = `/*! Pelicart: seals a card in the browser. Built from tools/seal (sha256 ${sources}).
Contains hpke ${version}:

${licence}
*/`;

const built = await build({
  absWorkingDir: HERE,
  entryPoints: ["src/seal.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "ascii",
  legalComments: "none",
  banner: { js: banner },
  write: false,
});
const [script] = built.outputFiles;
writeFileSync(join(PLUGIN, "static/seal.js"), script.contents);

const tag = join(PLUGIN, "templates/live/_seal.html");
const short = digest("sha256", "hex", script.contents).slice(0, 8);
const integrity = `sha384-${digest("sha384", "base64", script.contents)}`;
writeFileSync(
  tag,
  readFileSync(tag, "utf8")
    .replace(/seal\.js\?v=[0-9a-f]+/, `seal.js?v=${short}`)
    .replace(/integrity="[^"]*"/, `integrity="${integrity}"`),
);
console.log(`seal.js: ${script.contents.length} bytes, ${integrity}`);
