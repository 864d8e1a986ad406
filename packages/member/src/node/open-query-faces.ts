import type { Clock, Log } from "@symbolon/base";
import { EnumFace, type HolderDirectory } from "@symbolon/faces/dns";
import {
  createNbchfServer,
  type FaceMetrics,
  HttpServer,
  operationsPlugin,
  type ProofSource,
  type Readiness,
} from "@symbolon/faces/http";
import { MslookupFace, type ServiceDirectory } from "@symbolon/faces/mslookup";
import type { CopyFreshness, RoutingResolver } from "@symbolon/functions/bchf";
import type { Registry } from "prom-client";
import type { MemberConfig } from "../config/member-config.ts";
import { faceAddress } from "./face-address.ts";

export interface QueryFacesModules {
  readonly resolver: RoutingResolver;
  readonly freshness: Pick<CopyFreshness, "secondsLeft">;
  readonly proofs: ProofSource;
  readonly readiness: () => Readiness;
  readonly holders: HolderDirectory;
  readonly services: ServiceDirectory;
  readonly metrics: Registry;
  readonly observer: FaceMetrics;
  readonly clock: Clock;
  readonly log: Log;
}

/** The faces that answer queries: Nbchf, ENUM, mslookup; and metrics. @throws FACE_ADDRESS_UNAVAILABLE */
export async function openQueryFaces(config: MemberConfig, modules: QueryFacesModules): Promise<AsyncDisposableStack> {
  await using opening = new AsyncDisposableStack();
  const { faces } = config;
  if (faces.bchf !== undefined) await opening.use(await createNbchfServer(faceAddress(faces.bchf), modules)).listen();
  if (faces.enum !== undefined) await opening.use(enumFace(config, modules, faces.enum)).listen();
  if (faces.mslookup !== undefined) await opening.use(mslookupFace(config, modules, faces.mslookup)).listen();
  if (faces.metrics !== undefined) {
    const options = { face: "metrics", ...faceAddress(faces.metrics) };
    await opening.use(await HttpServer.create(options, { ...modules, plugins: [operationsPlugin(modules)] })).listen();
  }
  return opening.move();
}

function enumFace(config: MemberConfig, modules: QueryFacesModules, address: string): EnumFace {
  const { suffix, ttlSeconds } = config.enum;
  return new EnumFace({ ...faceAddress(address), suffix, ttlSeconds, ...modules.holders }, modules);
}

function mslookupFace({ mslookup }: MemberConfig, modules: QueryFacesModules, address: string): MslookupFace {
  const group =
    mslookup.multicast === undefined ? {} : { multicast: multicastOptions(mslookup.multicast, mslookup.interface) };
  return new MslookupFace({ ...faceAddress(address), ...group, ...modules.services }, modules);
}

function multicastOptions(address: string, networkInterface: string | undefined) {
  const { host, port } = faceAddress(address);
  return { group: host, port, ...(networkInterface === undefined ? {} : { interface: networkInterface }) };
}
