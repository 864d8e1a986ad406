import type { Clock, Log } from "@symbolon/base";
import type { RoutingResolver } from "@symbolon/functions/bchf";
import type { Registry } from "prom-client";
import type { FaceObserver } from "../../face-observer.ts";
import { operationsPlugin, type Readiness } from "../operations/operations-plugin.ts";
import { HttpServer, type HttpServerOptions } from "../server/http-server.ts";
import { NbchfFastPath } from "./fast-path.ts";
import { nbchfPlugin, type ProofSource } from "./nbchf-plugin.ts";
import { type Freshness, RoutingExchange } from "./routing-exchange.ts";

export interface NbchfServerOptions extends Omit<HttpServerOptions, "face" | "api" | "problems"> {
  /** Seconds that a routing answer may be kept at most; one heartbeat unless said otherwise. */
  readonly maxAge?: number;
}

export interface NbchfServerModules {
  readonly resolver: RoutingResolver;
  readonly freshness: Freshness;
  readonly proofs: ProofSource;
  readonly readiness: () => Readiness;
  /** What `/metrics` shows. */
  readonly metrics: Registry;
  readonly observer: FaceObserver;
  readonly log: Log;
  readonly clock: Clock;
}

const api = {
  title: "Nbchf",
  description: "Query service of the blockchain handling function (BCHF): where the user data of an identifier lives.",
  version: "1.0.0",
};

/** The query service of the BCHF on one port, with its documents, health and metrics. Nothing listens yet. */
export function createNbchfServer(options: NbchfServerOptions, modules: NbchfServerModules): Promise<HttpServer> {
  const { maxAge, ...transport } = options;
  const { resolver, freshness, proofs, readiness, metrics, observer, clock } = modules;
  const face = "nbchf";
  const exchange = new RoutingExchange(maxAge === undefined ? {} : { maxAge }, { resolver, freshness });
  const access = { face, accessLog: options.accessLog ?? "refusals" };
  const log = modules.log.child({ face });
  return HttpServer.create(
    { ...transport, ...access, api },
    {
      log: modules.log,
      clock,
      observer,
      plugins: [nbchfPlugin({ exchange, proofs }), operationsPlugin({ readiness, metrics })],
      fastPath: new NbchfFastPath(access, { log, observer, clock, exchange }),
    },
  );
}
