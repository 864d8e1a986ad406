import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { createNbchfServer, FaceMetrics } from "@symbolon/faces/http";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { curl } from "./src/curl.ts";
import { requireProgram } from "./src/require-program.ts";
import { runProgram } from "./src/run-program.ts";
import { machineClock, SampleResolver } from "./src/sample-resolver.ts";

const PATH = "/nbchf/v1/routing/imsi-315010000100007";

async function serve() {
  const metrics = new Registry();
  const server = await createNbchfServer(
    { port: 0 },
    {
      resolver: new SampleResolver({ clock: machineClock }),
      freshness: { secondsLeft: () => 30 },
      proofs: { prove: async (identifier) => ({ format: 1, identifier }) },
      readiness: () => ({ ready: true, checks: { ledger: "at height 7" } }),
      metrics,
      observer: new FaceMetrics(metrics),
      log: silentLog,
      clock: machineClock,
    },
  );
  const { url } = await server.listen();
  return { url, [Symbol.asyncDispose]: () => server.close() };
}

describe.each([
  ["HTTP/1.1", "1.1", []],
  ["HTTP/2 with prior knowledge", "2", ["--http2-prior-knowledge"]],
] as const)("Nbchf against curl over %s", (_name, version, protocol) => {
  it("answers where the data of a number lives", async () => {
    await using server = await serve();
    const answer = await curl(server.url + PATH, ...protocol);
    expect(answer).toMatchObject({ status: 200, version });
    expect(JSON.parse(answer.body)).toMatchObject({ identifier: "imsi-315010000100007", holder: "factory-one" });
    expect(answer.headers).toMatch(/^cache-control: max-age=5\r?$/im);
  });

  it("answers 304 to its own tag", async () => {
    await using server = await serve();
    const etag = /^etag: (.*?)\r?$/im.exec((await curl(server.url + PATH, ...protocol)).headers)?.[1] ?? "";
    const answer = await curl(server.url + PATH, ...protocol, "--header", `If-None-Match: ${etag}`);
    expect(answer).toMatchObject({ status: 304, body: "" });
  });

  it("answers HEAD", async () => {
    await using server = await serve();
    expect(await curl(server.url + PATH, ...protocol, "--head")).toMatchObject({ status: 200, body: "" });
  });

  it.each([
    ["an unknown number", "/nbchf/v1/routing/msisdn-15559999999", 404, "USER_NOT_FOUND"],
    ["a suspended holder", "/nbchf/v1/routing/msisdn-15551000901", 403, "ACCESS_NOT_ALLOWED"],
    ["no identifier", "/nbchf/v1/routing/15551000901", 400, "MANDATORY_IE_INCORRECT"],
    ["an unknown path", "/nbchf/v2/routing", 404, "RESOURCE_URI_STRUCTURE_NOT_FOUND"],
  ])("answers %s with problem details", async (_case, path, status, cause) => {
    await using server = await serve();
    const answer = await curl(server.url + path, ...protocol);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatch(/^content-type: application\/problem\+json\r?$/im);
    expect(JSON.parse(answer.body)).toMatchObject({ status, cause });
  });

  it("takes a batch from a file of 1,000 identifiers", async () => {
    const folder = await mkdtemp(join(tmpdir(), "symbolon-nbchf-"));
    try {
      const identifiers = Array.from({ length: 1_000 }, (_, i) => `imsi-315010000100${String(i).padStart(3, "0")}`);
      const file = join(folder, "batch.json");
      await writeFile(file, JSON.stringify({ identifiers }));
      await using server = await serve();
      const json = ["--header", "Content-Type: application/json", "--data-binary", `@${file}`];
      const answer = await curl(`${server.url}/nbchf/v1/routing`, ...protocol, ...json);
      const { results } = JSON.parse(answer.body) as { results: { identifier: string; status: number }[] };
      expect(results.map(({ identifier }) => identifier)).toEqual(identifiers);
      expect(new Set(results.map(({ status }) => status))).toEqual(new Set([200]));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("Nbchf under load", () => {
  it.each([
    ["HTTP/1.1", ["--h1", "-c", "8"]],
    ["HTTP/2", ["-c", "4", "-m", "16"]],
  ])("answers all of h2load's requests over %s", async (_name, options) => {
    const path = requireProgram("h2load", "nghttp2-client");
    await using server = await serve();
    const { stdout } = await runProgram(path, ["-n", "4000", ...options, server.url + PATH]);
    const [, succeeded, failed, errored, timedOut] =
      /(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout/.exec(stdout) ?? [];
    expect({ succeeded, failed, errored, timedOut }).toEqual({
      succeeded: "4000",
      failed: "0",
      errored: "0",
      timedOut: "0",
    });
  });

  it("serves nghttp many streams on one connection, with its settings and trailers", async () => {
    const path = requireProgram("nghttp", "nghttp2-client");
    await using server = await serve();
    const urls = Array.from({ length: 20 }, (_, i) => `${server.url}/nbchf/v1/routing/imsi-3150100001000${i + 10}`);
    const { stdout } = await runProgram(path, ["--verbose", "--null-out", "--timeout=10", "--window-bits=16", ...urls]);
    expect([...stdout.matchAll(/:status: 200/g)].length).toBe(20);
    expect(stdout).toContain("SETTINGS_MAX_CONCURRENT_STREAMS(0x03):128");
    expect(stdout).not.toMatch(/recv RST_STREAM|error_code=(?!NO_ERROR)/);
  });
});

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly operationId?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

describe("the OpenAPI document", () => {
  it("has the structure of OpenAPI 3.1", async () => {
    await using server = await serve();
    const document = JSON.parse((await curl(`${server.url}/openapi.json`)).body) as OpenApi;
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: "Nbchf", version: expect.any(String) as string });
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, method, operation } of operations) {
      expect(["get", "post", "head"]).toContain(method);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      expect(declared.every(({ required, schema }) => required === true && typeof schema === "object")).toBe(true);
      expect(Object.keys(operation.responses).every((status) => /^[1-5]\d\d$/.test(status))).toBe(true);
      expect(Object.values(operation.responses).every(({ description }) => typeof description === "string")).toBe(true);
    }
    expect(document.paths["/nbchf/v1/routing"]?.["post"]?.requestBody?.content).toHaveProperty("application/json");
  });

  it("comes with interactive documentation", async () => {
    await using server = await serve();
    const answer = await curl(`${server.url}/docs`, "--location");
    expect(answer.body).toContain("swagger-ui");
  });
});
