import type { Clock, Log } from "@symbolon/base";
import type { TlsIdentity, TrustSource } from "@symbolon/crypto";
import { EnumFace } from "@symbolon/faces/dns";
import {
  FaceMetrics,
  type HttpPlugin,
  HttpServer,
  type HttpServerModules,
  type HttpServerOptions,
  NbchfFastPath,
  nbchfPlugin,
  operationsPlugin,
  type Readiness,
  RoutingExchange,
} from "@symbolon/faces/http";
import { sbiProblems } from "@symbolon/faces/sbi";
import { MslookupFace } from "@symbolon/faces/mslookup";
import type { CopyFreshness, RoutingResolver } from "@symbolon/functions/bchf";
import type { Block, Ledger } from "@symbolon/ledger";
import { Registry } from "prom-client";
import type { MemberConfig } from "../config/member-config.ts";
import { faceAddress } from "./face-address.ts";
import { holderDirectory, serviceDirectory } from "./holder-directory.ts";
import { ledgerMetrics } from "./ledger-metrics.ts";
import { ledgerProofSource } from "./ledger-proof-source.ts";

export interface OpenFacesModules {
  readonly ledger: Ledger;
  readonly resolver: RoutingResolver;
  readonly freshness: CopyFreshness;
  readonly identity: TlsIdentity;
  readonly trust: TrustSource;
  /** Routes of the `api` face. */
  readonly apiPlugins: readonly HttpPlugin[];
  /** Routes of the SBI at an API root; absent where the member holds no subscribers. */
  readonly sbiPlugins: ((apiRoot: string) => readonly HttpPlugin[]) | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Version of the APIs that the OpenAPI documents describe. */
const API_VERSION = "1.0.0";

/** Starts every face that the configuration names; all of them are closed when one of them cannot listen. @throws FACE_ADDRESS_UNAVAILABLE */
export async function openFaces(config: MemberConfig, modules: OpenFacesModules): Promise<AsyncDisposableStack> {
  await using opening = new AsyncDisposableStack();
  const metrics = new Registry();
  const shared = { ...modules, observer: new FaceMetrics(metrics) };
  ledgerMetrics(metrics, modules.ledger);
  const operations = operationsPlugin({ metrics, readiness: () => readiness(modules) });
  const servers = await httpServers(config, shared, operations);
  for (const server of servers) {
    opening.use(server);
    await server.listen();
  }
  opening.defer(modules.ledger.onCommit((block) => refreshTrust(block, servers)));
  const dns = config.faces.enum === undefined ? undefined : enumFace(config, shared, config.faces.enum);
  const lookup = config.faces.mslookup === undefined ? undefined : mslookupFace(config, shared, config.faces.mslookup);
  for (const face of [dns, lookup]) {
    if (face === undefined) continue;
    opening.use(face);
    await face.listen();
  }
  return opening.move();
}

/** New and suspended members, rotated CAs and moved endpoints count from the commit on. */
function refreshTrust({ results }: Block, servers: readonly HttpServer[]): void {
  if (!results.some(({ events }) => events.some(({ type }) => type.startsWith("members.")))) return;
  for (const server of servers) server.refreshTrust();
}

function readiness({ ledger, freshness }: OpenFacesModules): Readiness {
  const { stopped, height } = ledger.status();
  const fresh = freshness.secondsLeft() >= 0;
  const word = stopped === undefined ? `height ${height}` : `stopped: ${stopped.code}`;
  return {
    ready: fresh && stopped === undefined,
    checks: { ledger: word, freshness: fresh ? "fresh" : "too far behind" },
  };
}

type Shared = OpenFacesModules & { readonly observer: FaceMetrics };

async function httpServers(
  config: MemberConfig,
  shared: Shared,
  operations: HttpPlugin,
): Promise<readonly HttpServer[]> {
  const { faces } = config;
  const tls = { identity: shared.identity, trust: shared.trust };
  const servers: HttpServer[] = [];
  const add = async (
    address: string | undefined,
    options: Omit<HttpServerOptions, "port">,
    modules: Pick<HttpServerModules, "plugins" | "fastPath">,
  ) => {
    if (address !== undefined)
      servers.push(await HttpServer.create({ ...faceAddress(address), ...options }, { ...shared, ...modules }));
  };
  await add(
    faces.bchf,
    { face: "nbchf", api: api("Nbchf", "Query service of the BCHF") },
    bchfModules(shared, operations),
  );
  const { sbiPlugins } = shared;
  if (sbiPlugins !== undefined) {
    const at = (scheme: string, address: string | undefined) => ({
      plugins: [operations, ...sbiPlugins(`${scheme}://${address ?? ""}`)],
    });
    await add(
      faces.sbi,
      { face: "sbi", problems: sbiProblems, api: api("SBI", "Nudm and Nausf of this member") },
      at("http", faces.sbi),
    );
    await add(faces.sbiTls, { face: "sbi", problems: sbiProblems, tls }, at("https", faces.sbiTls));
  }
  await add(
    faces.api,
    { face: "api", tls, api: api("Nbchf management", "Management and ledger service between members") },
    { plugins: shared.apiPlugins },
  );
  await add(faces.metrics, { face: "metrics" }, { plugins: [operations] });
  return servers;
}

function api(title: string, description: string) {
  return { title, description, version: API_VERSION };
}

function bchfModules(shared: Shared, operations: HttpPlugin): Pick<HttpServerModules, "plugins" | "fastPath"> {
  const exchange = new RoutingExchange({}, shared);
  const fastPath = new NbchfFastPath({ face: "nbchf", accessLog: "refusals" }, { ...shared, exchange });
  return { plugins: [operations, nbchfPlugin({ exchange, proofs: ledgerProofSource(shared.ledger) })], fastPath };
}

function enumFace(config: MemberConfig, shared: Shared, address: string): EnumFace {
  const { suffix, ttlSeconds } = config.enum;
  const options = {
    ...faceAddress(address),
    suffix,
    ttlSeconds,
    ...holderDirectory(config, shared.ledger.state),
  };
  return new EnumFace(options, shared);
}

function mslookupFace({ mslookup }: MemberConfig, shared: Shared, address: string): MslookupFace {
  const multicast = mslookup.multicast === undefined ? undefined : faceAddress(mslookup.multicast);
  const group = multicast === undefined ? {} : { multicast: multicastOptions(multicast, mslookup.interface) };
  return new MslookupFace({ ...faceAddress(address), ...group, ...serviceDirectory(shared.ledger.state) }, shared);
}

function multicastOptions(
  { host, port }: { readonly host: string; readonly port: number },
  networkInterface: string | undefined,
) {
  return { group: host, port, ...(networkInterface === undefined ? {} : { interface: networkInterface }) };
}
