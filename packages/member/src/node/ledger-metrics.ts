import type { Ledger, LedgerStatus } from "@symbolon/ledger";
import { Counter, Gauge, type Registry } from "prom-client";

/** Where this node's copy of the ledger stands, for Prometheus. */
export function ledgerMetrics(registry: Registry, ledger: Ledger): void {
  for (const [name, help, read] of gauges) registry.registerMetric(gauge(name, help, () => read(ledger.status())));
  const transactions = new Counter({
    name: "symbolon_ledger_transactions_total",
    help: "Transactions in blocks that this process has seen committed, by how they ended",
    labelNames: ["status"],
    registers: [registry],
  });
  ledger.onCommit(({ results }) => {
    for (const { status } of results) transactions.inc({ status });
  });
}

const gauges: readonly (readonly [name: string, help: string, read: (status: LedgerStatus) => number])[] = [
  ["symbolon_ledger_height", "Height of the newest block that this node has committed", ({ height }) => height],
  ["symbolon_ledger_block_timestamp_seconds", "Time of the newest block", ({ blockTime }) => blockTime / 1000],
  ["symbolon_ledger_fresh_timestamp_seconds", "When the orderer was last heard", ({ freshAt }) => freshAt / 1000],
  ["symbolon_ledger_stopped", "1 when the ledger has stopped itself", ({ stopped }) => (stopped === undefined ? 0 : 1)],
];

function gauge(name: string, help: string, read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(read());
    },
  });
}
