import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const documents = globSync("{*.md,docs/**/*.md,examples/*.md,vectors/*.md}", { cwd: root });

/** GitHub's anchor of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function anchorsOf(file: string): ReadonlySet<string> {
  return new Set([...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading ?? "")));
}

describe("the documents", () => {
  it.each(documents)("%s links to files and headings that exist", (document) => {
    const text = readFileSync(join(root, document), "utf8").replaceAll(/```[\s\S]*?```/g, "");
    const broken = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].filter(
      ([, path = "", heading]) => {
        const target = path === "" ? join(root, document) : join(root, dirname(document), path);
        return !existsSync(target) || (heading !== undefined && !anchorsOf(target).has(heading));
      },
    );
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it("keep decisions to 40 lines", () => {
    const long = globSync("docs/adr/*.md", { cwd: root }).filter(
      (file) => readFileSync(join(root, file), "utf8").split("\n").length > 41,
    );
    expect(long).toEqual([]);
  });

  it("show TypeScript that compiles", () => {
    // Below the repository, so that its packages are found.
    const directory = join(root, "dist", "documents");
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    for (const document of documents) {
      const blocks = readFileSync(join(root, document), "utf8").matchAll(/```ts\n([\s\S]*?)```/g);
      for (const [index, [, code = ""]] of [...blocks].entries()) {
        writeFileSync(join(directory, `${document.replaceAll(/[/.]/g, "-")}-${index}.ts`), `${code}export {};\n`);
      }
    }
    writeFileSync(
      join(directory, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.json", include: ["*.ts"], exclude: [] }),
    );
    const { stdout, status } = spawnSync(join(root, "node_modules/.bin/tsc"), ["--noEmit", "-p", directory], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  }, 60_000);
});
