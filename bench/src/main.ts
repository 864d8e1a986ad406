import { parseArgs } from "node:util";
import { printResult } from "./print-result.ts";
import type { BenchOptions, BenchResult } from "./bench-result.ts";

interface Benchmark {
  readonly run: (options: BenchOptions) => Promise<BenchResult>;
}

/** Every benchmark by its name. Each is loaded, and run, on its own. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  milenage: () => import("./milenage.ts"),
  auc: () => import("./auc.ts"),
  "state-root": () => import("./state-root.ts"),
  resolve: () => import("./resolve.ts"),
  contracts: () => import("./contracts.ts"),
  ledger: () => import("./ledger.ts"),
  enum: () => import("./enum.ts"),
  rest: () => import("./rest.ts"),
};

const USAGE = `usage: npm run bench -- [--full] [--json] [NAME ...]
  --full   the sizes that the bars are stated for; without it a short run that shows the ratios
  --json   one JSON document on standard output
  NAME     one or more of: ${Object.keys(benchmarks).join(", ")}; all of them when none is named`;

const { values, positionals } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));

if (values.help || unknown.length > 0) {
  console.error(unknown.length > 0 ? `no benchmark is named ${unknown.join(", ")}\n${USAGE}` : USAGE);
  process.exitCode = unknown.length > 0 ? 2 : 0;
} else {
  const results: BenchResult[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
    const { run } = await (benchmarks[name] as () => Promise<Benchmark>)();
    const result = await run({ full: values.full });
    results.push(result);
    if (!values.json) printResult(result);
  }
  if (values.json) console.log(JSON.stringify(results, null, 2));
}
