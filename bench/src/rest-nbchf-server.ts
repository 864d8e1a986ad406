import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { createNbchfServer, FaceMetrics } from "@symbolon/faces/http";
import { Registry } from "prom-client";
import { serveParent } from "./child-server.ts";
import { openEnumLedger } from "./enum-ledger.ts";

/** Child process of the REST benchmark: Nbchf as a member runs it, over as many ranges as the first argument says. */
const directory = await mkdtemp(join(tmpdir(), "symbolon-rest-"));
const metrics = new Registry();
const server = await createNbchfServer(
  { port: 0 },
  {
    ...(await openEnumLedger(directory, Number(process.argv[2]))),
    proofs: { prove: async () => ({}) },
    readiness: () => ({ ready: true, checks: {} }),
    metrics,
    observer: new FaceMetrics(metrics),
    log: silentLog,
  },
);
const { port } = await server.listen();
await serveParent(port);
await server.close();
await rm(directory, { recursive: true });
process.exit();
