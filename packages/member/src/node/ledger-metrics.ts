import type { Ledger } from "@symbolon/ledger";
import { Counter, Gauge, type Registry } from "prom-client";

/** Where this node's copy of the ledger stands, for Prometheus. */
export function ledgerMetrics(registry: Registry, ledger: Ledger): void {
  const registers = [registry];
  gauge(
    "symbolon_ledger_height",
    "Height of the newest block that this node has committed",
    () => ledger.status().height,
  );
  gauge("symbolon_ledger_block_timestamp_seconds", "Time of the newest block", () => ledger.status().blockTime / 1000);
  gauge(
    "symbolon_ledger_fresh_timestamp_seconds",
    "When the orderer was last heard",
    () => ledger.status().freshAt / 1000,
  );
  gauge("symbolon_ledger_stopped", "1 when the ledger has stopped itself", () =>
    ledger.status().stopped === undefined ? 0 : 1,
  );
  const transactions = new Counter({
    name: "symbolon_ledger_transactions_total",
    help: "Transactions in blocks that this process has seen committed, by how they ended",
    labelNames: ["status"],
    registers,
  });
  ledger.onCommit(({ results }) => {
    for (const { status } of results) transactions.inc({ status });
  });

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
}
