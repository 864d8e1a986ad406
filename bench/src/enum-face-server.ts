import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { EnumFace } from "@symbolon/faces/dns";
import { serveParent } from "./child-server.ts";
import { openEnumLedger } from "./enum-ledger.ts";

/** Child process of the ENUM benchmark: the face over as many ranges as the first argument says, until it is told to end. */
const directory = await mkdtemp(join(tmpdir(), "symbolon-enum-"));
const face = new EnumFace(
  { port: 0, sipDomain: (holder) => `ims.${holder}.example.net`, routingNumber: () => undefined },
  { log: silentLog, ...(await openEnumLedger(directory, Number(process.argv[2]))) },
);
const { port } = await face.listen();
await serveParent(port);
await face[Symbol.asyncDispose]();
await rm(directory, { recursive: true });
process.exit();
