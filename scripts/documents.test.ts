import { existsSync, globSync, readFileSync } from "node:fs";
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
});
