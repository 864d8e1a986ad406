import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationDocument } from "./docs/configuration-document.ts";
import { errorsDocument } from "./docs/errors-document.ts";
import { metricsDocument } from "./docs/metrics-document.ts";
import { limitsDocument } from "./docs/limits-document.ts";

const root = join(import.meta.dirname, "..");
const check = process.argv.includes("--check");

const standing = readFileSync(join(root, "docs", "limits-standing.md"), "utf8");
const documents: readonly (readonly [file: string, text: string])[] = [
  ["docs/errors.md", await errorsDocument(root)],
  ["docs/configuration.md", configurationDocument()],
  ["docs/metrics.md", await metricsDocument()],
  ["docs/LIMITS.md", limitsDocument(root, standing)],
];

for (const [file, text] of documents) {
  const path = join(root, file);
  const current = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (current === text) continue;
  if (check) {
    console.error(`${file} differs from the code. Run \`npm run docs\` and commit the result.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${file}`);
  }
}
