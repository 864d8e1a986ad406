import { silentLog } from "@symbolon/base";
import { EnumFace } from "@symbolon/faces/dns";
import { RangeResolver } from "./enum-range-resolver.ts";

/** Child process of the ENUM benchmark: the face over as many ranges as the first argument says. */
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const face = new EnumFace(
  { port: 0, sipDomain: (holder) => `ims.${holder}.example.net`, routingNumber: () => undefined },
  { resolver: new RangeResolver(Number(process.argv[2])), log: silentLog, clock },
);
const { port } = await face.listen();
process.send?.({ port });
