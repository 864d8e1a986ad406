import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killRounds } from "../processes/kill-rounds.ts";

/** Usage: node packages/ledger/test/long-run/kill-rounds.ts [ROUNDS]; 1,000 rounds unless told otherwise, about half an hour. */
const rounds = Number(process.argv[2] ?? 1_000);
const directory = await mkdtemp(join(tmpdir(), "symbolon-kill-"));
const report = await killRounds(rounds, { setup: join(directory, "setup.json"), directory: join(directory, "ledger") });
process.stdout.write(`${JSON.stringify({ rounds, directory, ...report }, undefined, 2)}\n`);
process.exitCode = report.wrong.length === 0 ? 0 : 1;
