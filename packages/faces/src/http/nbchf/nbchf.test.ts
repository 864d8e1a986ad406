import { Registry } from "prom-client";
import { afterEach, describe, expect, it } from "vitest";
import { type JsonObject, type LogFields, silentLog } from "@symbolon/base";
import type { RefusalCause } from "@symbolon/functions";
import type { RoutingOutcome, RoutingQuery } from "@symbolon/functions/bchf";
import { systemTime } from "@symbolon/testkit";
import { FaceMetrics } from "../operations/face-metrics.ts";
import { operationsPlugin } from "../operations/operations-plugin.ts";
import { exchange1, exchange2 } from "../server/exchange.fixture.ts";
import { HttpServer } from "../server/http-server.ts";
import { NbchfFastPath } from "./fast-path.ts";
import { nbchfPlugin } from "./nbchf-plugin.ts";
import { MAX_ROUTING_IN_PROGRESS, RoutingExchange } from "./routing-exchange.ts";

const known: RoutingOutcome = {
  identifier: "imsi-315010000000001",
  holder: "factory-a",
  status: "recorded",
  dataManagement: [{ type: "UDM", uri: "https://udm.factory-a.example:443" }],
  index: "shelf 7",
  source: "ledger",
  height: 41,
  blockTime: 1_790_000_000_000,
};

interface Setting {
  readonly fast?: boolean;
  readonly resolve?: (query: RoutingQuery) => RoutingOutcome | Promise<RoutingOutcome>;
  readonly secondsLeft?: number;
  readonly ready?: boolean;
}

const opened: HttpServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function start({ fast = true, resolve = () => known, secondsLeft = 60, ready = true }: Setting = {}) {
  const asked: RoutingQuery[] = [];
  const lines: LogFields[] = [];
  const note = (_event: string, fields: LogFields = {}) => void lines.push(fields);
  const log = { ...silentLog, info: note, warn: note, error: note, child: () => log };
  const resolver = {
    resolve: (query: RoutingQuery) => {
      asked.push(query);
      return resolve(query);
    },
  };
  const exchange = new RoutingExchange({}, { resolver, freshness: { secondsLeft: () => secondsLeft } });
  const registry = new Registry();
  const observer = new FaceMetrics(registry);
  const proofs = { prove: async (identifier: string): Promise<JsonObject> => ({ root: "00", identifier }) };
  const readiness = () => ({ ready, checks: { ledger: "at height 41" } });
  const access = { face: "nbchf", accessLog: "refusals" } as const;
  const server = await HttpServer.create(
    { ...access, port: 0, api: { title: "Nbchf", description: "Query service of the BCHF", version: "1.0.0" } },
    {
      log,
      clock: systemTime,
      observer,
      plugins: [nbchfPlugin({ exchange, proofs }), operationsPlugin({ readiness, metrics: registry })],
      ...(fast ? { fastPath: new NbchfFastPath(access, { log, observer, clock: systemTime, exchange }) } : {}),
    },
  );
  opened.push(server);
  const { url } = await server.listen();
  return { url, asked, lines };
}

const path = "/nbchf/v1/routing/imsi-315010000000001";

function refused(cause: RefusalCause): RoutingOutcome {
  return { refused: cause, message: "because", height: 41, blockTime: 1 };
}

describe.each([
  ["HTTP/1.1, ahead of the app", true, exchange1],
  ["HTTP/1.1, through the app", false, exchange1],
  ["HTTP/2, ahead of the app", true, exchange2],
  ["HTTP/2, through the app", false, exchange2],
] as const)("GET routing over %s", (_name, fast, exchange) => {
  it("answers the function's answer and says how long it may be kept", async () => {
    const { url } = await start({ fast });
    const answer = await exchange(url, { path });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual(known);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "max-age=5",
      vary: "x-symbolon-credential",
      etag: expect.stringMatching(/^W\/"[\w-]{22}"$/) as string,
    });
  });

  it.each([
    [2.9, "max-age=2"],
    [-1, "max-age=0"],
  ])("bounds max-age by the %d seconds that the copy stays fresh", async (secondsLeft, expected) => {
    const { url } = await start({ fast, secondsLeft });
    expect((await exchange(url, { path })).headers["cache-control"]).toBe(expected);
  });

  it("hands on who asks, for what, with which credential", async () => {
    const { url, asked } = await start({ fast });
    const query = "requester-nf-type=AMF&requester-plmn=31501&data-management=HSS";
    const answer = await exchange(url, { path: `${path}?${query}`, headers: { "x-symbolon-credential": "a.b.c" } });
    expect(asked).toEqual([
      {
        identifier: "imsi-315010000000001",
        requester: { nfType: "AMF", plmn: "31501" },
        dataManagement: "HSS",
        credential: "a.b.c",
      },
    ]);
    expect(answer.headers["cache-control"]).toBe("private, max-age=5");
  });

  it("answers 304 to the tag that it gave, also at another height, and 200 to another routing", async () => {
    let current: RoutingOutcome = known;
    const { url } = await start({ fast, resolve: () => current });
    const etag = String((await exchange(url, { path })).headers["etag"]);
    const ask = () => exchange(url, { path, headers: { "if-none-match": `"x", ${etag}` } });
    current = { ...known, height: 42, blockTime: known.blockTime + 1 };
    const unchanged = await ask();
    expect(unchanged).toMatchObject({ status: 304, body: "" });
    expect(unchanged.headers["etag"]).toBe(etag);
    current = { ...known, holder: "factory-b" };
    expect((await ask()).status).toBe(200);
  });

  it.each([
    ["MALFORMED_REQUEST", 400, "MANDATORY_IE_INCORRECT", undefined],
    ["CREDENTIAL_MISSING", 401, "CREDENTIAL_MISSING", undefined],
    ["CREDENTIAL_INVALID", 403, "CREDENTIAL_INVALID", undefined],
    ["UNKNOWN_NUMBER", 404, "USER_NOT_FOUND", undefined],
    ["OVERLOADED", 429, "NF_CONGESTION", "1"],
    ["TOO_FAR_BEHIND", 503, "NF_CONGESTION", "5"],
    ["HOME_UNREACHABLE", 504, "TARGET_NF_NOT_REACHABLE", undefined],
  ] as const)("shows %s as %d %s", async (cause, status, expected, retryAfter) => {
    const { url, lines } = await start({ fast, resolve: async () => refused(cause) });
    const answer = await exchange(url, { path });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.headers["retry-after"]).toBe(retryAfter);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(answer.body)).toMatchObject({ status, cause: expected, detail: "because" });
    expect(lines).toEqual([
      expect.objectContaining({ route: "/nbchf/v1/routing/:identifier", status, peer: "127.0.0.1" }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("315010");
  });

  it.each([
    ["data-management=AMF", "query data-management"],
    ["requester-plmn=31", "query requester-plmn"],
    ["requester-plmn=31501&requester-plmn=31502", "query requester-plmn"],
  ])("refuses ?%s and names it", async (query, param) => {
    const { url, asked } = await start({ fast });
    const answer = await exchange(url, { path: `${path}?${query}` });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ invalidParams: [{ param }] });
    expect(asked).toEqual([]);
  });

  it("refuses an identifier without kind, and reads a percent-encoded one", async () => {
    const { url, asked } = await start({ fast });
    const answer = await exchange(url, { path: "/nbchf/v1/routing/315010" });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 400, invalidParams: [{ param: "{identifier}" }] });
    await exchange(url, { path: "/nbchf/v1/routing/nai-a%2Fb@home.example" });
    expect(asked.map(({ identifier }) => identifier)).toEqual(["nai-a/b@home.example"]);
  });

  it("answers 500 without the reason when the resolver fails", async () => {
    const { url } = await start({
      fast,
      resolve: () => {
        throw new Error("hunter2");
      },
    });
    const answer = await exchange(url, { path });
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain("hunter2");
  });

  it("answers HEAD like GET without the body", async () => {
    const { url } = await start({ fast });
    const answer = await exchange(url, { method: "HEAD", path });
    expect(answer).toMatchObject({ status: 200, body: "" });
    expect(answer.headers["etag"]).toMatch(/^W\//);
  });
});

describe("Nbchf", () => {
  it("refuses further questions while too many wait for another member", async () => {
    const release = Promise.withResolvers<RoutingOutcome>();
    const resolver = { resolve: () => release.promise };
    const exchange = new RoutingExchange({}, { resolver, freshness: { secondsLeft: () => 1 } });
    const query = { identifier: "imsi-1", requester: {} };
    const waiting = Array.from({ length: MAX_ROUTING_IN_PROGRESS }, async () => exchange.answer(query, undefined));
    expect(await exchange.answer(query, undefined)).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
    release.resolve(known);
    await Promise.all(waiting);
    expect(await exchange.answer(query, undefined)).toMatchObject({ status: 200 });
  });

  it("answers each identifier of a batch on its own, in order", async () => {
    const { url } = await start({
      resolve: ({ identifier }) =>
        identifier.endsWith("7") ? refused("UNKNOWN_NUMBER") : { ...known, identifier, height: known.height },
    });
    const identifiers = Array.from({ length: 100 }, (_, i) => `imsi-31501000000${String(i).padStart(4, "0")}`);
    const answer = await exchange2(url, {
      method: "POST",
      path: "/nbchf/v1/routing",
      body: JSON.stringify({ identifiers }),
    });
    const { results } = JSON.parse(answer.body) as { results: { identifier: string; status: number }[] };
    expect(results.map(({ identifier }) => identifier)).toEqual(identifiers);
    expect(results.filter(({ status }) => status === 404).length).toBe(10);
    expect(results[0]).toEqual({
      identifier: identifiers[0],
      status: 200,
      routing: { ...known, identifier: identifiers[0] },
    });
    expect(results[7]).toMatchObject({ problem: { cause: "USER_NOT_FOUND" } });
  });

  it.each([
    ["no identifiers", { identifiers: [] }, "/identifiers"],
    ["too many", { identifiers: Array.from({ length: 1_001 }, () => "imsi-00101") }, "/identifiers"],
    ["one that is no text", { identifiers: ["imsi-00101", 7] }, "/identifiers/1"],
  ])("refuses a batch with %s", async (_case, body, param) => {
    const { url } = await start();
    const answer = await exchange1(url, { method: "POST", path: "/nbchf/v1/routing", body: JSON.stringify(body) });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 400, invalidParams: [{ param }] });
  });

  it("gives proofs in canonical JSON", async () => {
    const { url } = await start();
    const answer = await exchange1(url, { path: `${path}/proof` });
    expect(answer.body).toBe('{"identifier":"imsi-315010000000001","root":"00"}');
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  it("tells its health, readiness and metrics", async () => {
    const { url } = await start({ ready: false });
    expect((await exchange1(url, { path: "/healthz" })).body).toBe('{"status":"alive"}');
    const readiness = await exchange1(url, { path: "/readyz" });
    expect(readiness).toMatchObject({ status: 503, body: '{"ready":false,"checks":{"ledger":"at height 41"}}' });
    await exchange1(url, { path });
    await exchange1(url, { path: "/made-up" });
    const metrics = await exchange1(url, { path: "/metrics" });
    expect(metrics.headers["content-type"]).toContain("text/plain");
    expect(metrics.body).toContain(
      'symbolon_face_answer_duration_seconds_count{face="nbchf",operation="GET /nbchf/v1/routing/:identifier",outcome="200"} 1',
    );
    expect(metrics.body).toContain('operation="unknown",outcome="404"');
    expect(metrics.body).not.toContain("made-up");
  });

  it("describes itself in OpenAPI 3.1 and serves interactive documentation", async () => {
    const { url } = await start();
    const document = JSON.parse((await exchange1(url, { path: "/openapi.json" })).body) as {
      openapi: string;
      paths: Record<
        string,
        Record<string, { operationId: string; parameters?: { name: string }[]; responses: object }>
      >;
    };
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths).sort()).toEqual([
      "/healthz",
      "/nbchf/v1/routing",
      "/nbchf/v1/routing/{identifier}",
      "/nbchf/v1/routing/{identifier}/proof",
      "/readyz",
    ]);
    const get = document.paths["/nbchf/v1/routing/{identifier}"]?.["get"];
    expect(get?.parameters?.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "identifier",
        "requester-nf-type",
        "requester-plmn",
        "data-management",
        "x-symbolon-credential",
      ]),
    );
    expect(Object.keys(get?.responses ?? {})).toEqual(expect.arrayContaining(["200", "304", "404", "429", "503"]));
    expect((await exchange1(url, { path: "/docs/" })).body).toContain("swagger-ui");
  });
});
