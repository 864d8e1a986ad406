import type { Clock, Log } from "@symbolon/base";
import type { TlsIdentity, TrustSource } from "@symbolon/crypto";
import {
  FaceMetrics,
  type HttpPlugin,
  HttpServer,
  type HttpServerModules,
  type HttpServerOptions,
  operationsPlugin,
  type Readiness,
} from "@symbolon/faces/http";
import { sbiProblems } from "@symbolon/faces/sbi";
import type { CopyFreshness, RoutingResolver } from "@symbolon/functions/bchf";
import type { Block, Ledger } from "@symbolon/ledger";
import { Registry } from "prom-client";
import type { MemberConfig } from "../config/member-config.ts";
import { faceAddress, isLoopback } from "./face-address.ts";
import { holderDirectory, serviceDirectory } from "./holder-directory.ts";
import { ledgerMetrics } from "./ledger-metrics.ts";
import { ledgerProofSource } from "./ledger-proof-source.ts";
import { openQueryFaces } from "./open-query-faces.ts";

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
  const shared = { ...modules, metrics, observer: new FaceMetrics(metrics), readiness: () => readiness(modules) };
  const { ledger } = modules;
  ledgerMetrics(metrics, ledger);
  warnOfClear(config.faces, modules.log);
  const servers = await memberServers(config, shared);
  for (const server of servers) await opening.use(server).listen();
  opening.defer(ledger.onCommit((block) => refreshTrust(block, servers)));
  const directories = { holders: holderDirectory(config, ledger.state), services: serviceDirectory(ledger.state) };
  opening.use(await openQueryFaces(config, { ...shared, ...directories, proofs: ledgerProofSource(ledger) }));
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

type Shared = OpenFacesModules & {
  readonly metrics: Registry;
  readonly observer: FaceMetrics;
  readonly readiness: () => Readiness;
};

/** Servers of what this member keeps: its SBI in clear and towards other members, its `api`. */
async function memberServers({ faces }: MemberConfig, shared: Shared): Promise<readonly HttpServer[]> {
  const servers: HttpServer[] = [];
  const add = async (
    address: string | undefined,
    options: Omit<HttpServerOptions, "port">,
    plugins: HttpServerModules["plugins"],
  ) => {
    if (address === undefined) return;
    servers.push(await HttpServer.create({ ...faceAddress(address), ...options }, { ...shared, plugins }));
  };
  const tls = { identity: shared.identity, trust: shared.trust };
  const { sbiPlugins } = shared;
  if (sbiPlugins !== undefined) {
    const at = (scheme: string, address = "") => [operationsPlugin(shared), ...sbiPlugins(`${scheme}://${address}`)];
    const sbi = { face: "sbi", problems: sbiProblems };
    await add(faces.sbi, { ...sbi, api: api("SBI", "Nudm and Nausf of this member") }, at("http", faces.sbi));
    await add(faces.sbiTls, { ...sbi, tls }, at("https", faces.sbiTls));
  }
  const description = "Management by the member's own systems, and what members offer each other";
  await add(faces.api, { face: "api", tls, api: api("Symbolon between members", description) }, shared.apiPlugins);
  return servers;
}

/** Faces without TLS are meant for this machine: beyond it nobody behind them is known, and no credential of a user is accepted there. */
function warnOfClear({ bchf, sbi, metrics }: MemberConfig["faces"], log: Log): void {
  for (const [face, address] of Object.entries({ bchf, sbi, metrics })) {
    if (address !== undefined && !isLoopback(faceAddress(address).host)) log.warn("face.in_clear", { face, address });
  }
}

function api(title: string, description: string) {
  return { title, description, version: API_VERSION };
}
