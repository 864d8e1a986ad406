import { FaceMetrics } from "@symbolon/faces/http";
import { ledgerMetrics } from "@symbolon/member";
import { Registry } from "prom-client";

/** The text of docs/metrics.md: what `/metrics` of a node shows, beside what Node's own runtime does not. */
export async function metricsDocument(): Promise<string> {
  const registry = new Registry();
  const faces = new FaceMetrics(registry);
  const status = { height: 0, blockTime: 0, freshAt: 0 };
  ledgerMetrics(registry, { status: () => status, onCommit: () => () => undefined } as never);
  faces.answered("nbchf", "GET", "200", 0);
  const rows = (await registry.getMetricsAsJSON()).map(
    ({ name, type, help }) => `| \`${name}\` | ${String(type)} | ${help} |`,
  );
  return `# Metrics

Generated from the code; a test fails when they differ. \`/metrics\` on the \`metrics\` face, and beside every query and SBI
face, in the text format of Prometheus. Units stand in the names.

| metric | kind | what it is |
|---|---|---|
${rows.toSorted().join("\n")}

## What to alarm on

| when | why |
|---|---|
| \`symbolon_ledger_stopped\` is 1 | the ledger has stopped itself: two chains, damaged state, a full disk; the log and \`symbolon ledger status\` say which |
| \`time() - symbolon_ledger_fresh_timestamp_seconds > 30\` | six heartbeats were missed: the orderer, or the way to it, is down |
| \`symbolon_ledger_height\` stays behind that of another member for a minute | this copy does not keep up |
| \`symbolon_face_turned_away_total\` rises fast | somebody sends what is not the protocol, or too much of it |
`;
}
