import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import { Type } from "typebox";
import { afterEach, describe, expect, it } from "vitest";
import { type LogFields, silentLog } from "@symbolon/base";
import { eventually, systemTime } from "@symbolon/testkit";
import type { HttpPlugin } from "./http-app.ts";
import { HttpServer, type HttpServerOptions } from "./http-server.ts";
import { exchange1, exchange2, exchangeRaw } from "./exchange.fixture.ts";

const opened: HttpServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

const routes: HttpPlugin = async (app) => {
  const Echo = Type.Object({ text: Type.String({ maxLength: 100_000 }), times: Type.Optional(Type.Integer()) });
  app.post("/echo", { schema: { body: Echo } }, (request, reply) => reply.send(request.body));
  app.get(
    "/things/:id",
    {
      schema: {
        params: Type.Object({ id: Type.String({ pattern: "^[a-z]+$" }) }),
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1 })) }),
      },
    },
    (request, reply) => reply.send({ id: request.params.id, limit: request.query.limit ?? 0 }),
  );
  app.get("/broken", async () => {
    throw new Error("password is hunter2");
  });
};

async function start(
  options: Partial<HttpServerOptions> = {},
  plugins: HttpPlugin[] = [routes],
  events: string[] = [],
) {
  const note = (event: string, fields?: LogFields) => {
    events.push(`${event} ${JSON.stringify(fields?.["protocol"] ?? "")}`);
  };
  const log = { ...silentLog, info: note, warn: note, error: note, child: () => log };
  const server = await HttpServer.create({ face: "test", port: 0, ...options }, { log, clock: systemTime, plugins });
  opened.push(server);
  return server.listen();
}

describe.each([
  ["HTTP/1.1", exchange1],
  ["HTTP/2 with prior knowledge", exchange2],
] as const)("%s", (_name, exchange) => {
  it("answers a body of many frames", async () => {
    const { url } = await start();
    const text = "ä".repeat(50_000);
    const answer = await exchange(url, { method: "POST", path: "/echo", body: JSON.stringify({ text }) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ text });
  });

  it("answers HEAD with the length and no body", async () => {
    const { url } = await start();
    const answer = await exchange(url, { method: "HEAD", path: "/things/a" });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-length"]).toBe(String('{"id":"a","limit":0}'.length));
    expect(answer.body).toBe("");
  });

  it.each([
    ["an unknown path", { path: "/nothing" }, 404, "RESOURCE_URI_STRUCTURE_NOT_FOUND"],
    ["a wrong method", { method: "DELETE", path: "/things/a" }, 405, undefined],
    ["a body that is no JSON", { method: "POST", path: "/echo", body: "{" }, 400, "INVALID_MSG_FORMAT"],
    ["JSON nested too deep", { method: "POST", path: "/echo", body: "[".repeat(100) }, 413, undefined],
    ["a missing body", { method: "POST", path: "/echo", body: "" }, 400, "INVALID_MSG_FORMAT"],
    ["an unknown media type", { method: "POST", path: "/echo", body: "a=1", type: "text/csv" }, 415, undefined],
    ["a body beyond the limit", { method: "POST", path: "/echo", body: `"${"x".repeat(2_000)}"` }, 413, undefined],
    ["a percent sign that encodes nothing", { path: "/things/%zz" }, 400, "INVALID_API"],
    ["a path variable beyond the limit", { path: `/things/${"a".repeat(600)}` }, 414, undefined],
    ["a failure inside", { path: "/broken" }, 500, "SYSTEM_FAILURE"],
  ] as const)("answers %s with problem details", async (_case, request, status, cause) => {
    const { url } = await start({ limits: { bodyOctets: 1_000 } });
    const answer = await exchange(url, request);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    const problem = JSON.parse(answer.body) as { status: number; cause?: string; title: string };
    expect(problem).toMatchObject({ status, title: expect.any(String) as string });
    expect(problem.cause).toBe(cause);
    expect(answer.body).not.toContain("hunter2");
  });

  it("names each refused value as TS 29.571 asks", async () => {
    const { url } = await start();
    const paramOf = async (request: Parameters<typeof exchange>[1]) => {
      const answer = await exchange(url, request);
      return (JSON.parse(answer.body) as { invalidParams: { param: string }[] }).invalidParams[0]?.param;
    };
    expect(await paramOf({ path: "/things/A" })).toBe("{id}");
    expect(await paramOf({ path: "/things/a?limit=0" })).toBe("query limit");
    expect(await paramOf({ method: "POST", path: "/echo", body: '{"text":"a","times":"x"}' })).toBe("/times");
    expect(await paramOf({ method: "POST", path: "/echo", body: "{}" })).toBe("/text");
  });

  it("says which methods a path allows", async () => {
    const { url } = await start();
    const answer = await exchange(url, { method: "POST", path: "/things/a", body: "{}" });
    expect(answer.headers["allow"]).toBe("GET, HEAD");
  });

  it("refuses a header section beyond the limit", async () => {
    const { url } = await start({ limits: { headerOctets: 4_096 } });
    const answer = exchange(url, { path: "/things/a", headers: { "x-long": "x".repeat(8_000) } });
    await expect(
      answer.then(
        ({ status }) => status,
        () => "cut off",
      ),
    ).resolves.toSatisfy((outcome) => outcome === 431 || outcome === "cut off");
  });
});

describe("one port for both protocols", () => {
  it("serves requests of both at the same time", async () => {
    const { url } = await start();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        (i % 2 === 0 ? exchange1 : exchange2)(url, { path: `/things/a?limit=${i + 1}` }),
      ),
    );
    expect(answers.map(({ body }) => (JSON.parse(body) as { limit: number }).limit)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
  });

  it("recognises the preface when it comes octet by octet", async () => {
    const { port } = await start();
    const socket = net.connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    await once(socket, "connect");
    const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", "latin1");
    for (const octet of preface) {
      socket.write(Buffer.from([octet]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [settings] = (await once(socket, "data")) as [Buffer];
    expect(settings[3]).toBe(4);
    socket.destroy();
  });

  it("keeps an HTTP/1.1 connection and answers pipelined requests in order", async () => {
    const { port } = await start();
    const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const text = await exchangeRaw(
      port,
      request("/things/a") +
        request("/things/b") +
        request("/things/c").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
    );
    expect([...text.matchAll(/"id":"(\w)"/g)].map(([, id]) => id)).toEqual(["a", "b", "c"]);
  });

  it("answers a client that closes its half after the request", async () => {
    const { port } = await start();
    const text = await exchangeRaw(port, "GET /things/a HTTP/1.0\r\n\r\n", true);
    expect(text).toContain('"id":"a"');
  });

  it("takes a chunked body with trailers", async () => {
    const { port } = await start();
    const text = await exchangeRaw(
      port,
      'POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n6\r\n{"text\r\n6\r\n":"ab"\r\n1\r\n}\r\n0\r\nx-sum: 1\r\n\r\n',
    );
    expect(text).toContain('{"text":"ab"}');
  });

  it("takes an HTTP/2 body with trailers and leaves the connection usable", async () => {
    const { url } = await start();
    const session = http2.connect(url);
    const stream = session.request(
      { ":method": "POST", ":path": "/echo", "content-type": "application/json" },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-sum": "1" }));
    stream.end('{"text":"ab"}');
    const [headers] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
    expect(headers[":status"]).toBe(200);
    stream.resume();
    await once(stream, "close");
    expect(session.closed).toBe(false);
    session.close();
  });
});

describe("hostile peers", () => {
  it.each([
    ["garbage", "\x16\x03\x01\x00\xff\x01\r\n\r\n", /^HTTP\/1\.1 400 /],
    ["a request without Host", "GET / HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 /],
    [
      "two lengths",
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      /^HTTP\/1\.1 400 /,
    ],
    ["a header without end", `GET / HTTP/1.1\r\nHost: a\r\nx: ${"x".repeat(20_000)}`, /^HTTP\/1\.1 431 /],
    ["an almost preface", "PRI * HTTP/2.1\r\n\r\n", /^HTTP\/1\.1 400 |^$/],
  ])("answers %s once and closes", async (_case, octets, answer) => {
    const events: string[] = [];
    const { port } = await start({}, [routes], events);
    const text = await exchangeRaw(port, octets);
    expect(text).toMatch(answer);
    expect(events.filter((event) => event.startsWith("http.protocol_error")).length).toBeLessThanOrEqual(1);
    expect((await exchange1(`http://127.0.0.1:${port}`, { path: "/things/a" })).status).toBe(200);
  });

  it.each([
    ["frames after the preface that are no frames", "\xff".repeat(64)],
    ["a DATA frame on stream 0", "\0\0\x01\0\0\0\0\0\0x"],
    ["a frame larger than announced", "\xff\xff\xff\0\0\0\0\0\x01"],
    ["HEADERS that HPACK cannot read", "\0\0\0\x04\0\0\0\0\0\0\0\x04\x01\x05\0\0\0\x01\xff\xff\xff\xff"],
  ])("ends an HTTP/2 connection with %s by GOAWAY", async (_case, octets) => {
    const events: string[] = [];
    const { port } = await start({}, [routes], events);
    const answer = Buffer.from(await exchangeRaw(port, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${octets}`), "latin1");
    expect(frameTypes(answer)).toContain(7);
    expect(events.filter((event) => event === 'http.protocol_error "h2"').length).toBeLessThanOrEqual(1);
    expect((await exchange2(`http://127.0.0.1:${port}`, { path: "/things/a" })).status).toBe(200);
  });

  it("outlives random octets in both protocols and keeps no connection", async () => {
    const address = await start();
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647);
    for (let round = 0; round < 60; round += 1) {
      const octets = String.fromCharCode(...Array.from({ length: 1 + (random() % 200) }, () => random() % 256));
      const start = ["", "GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"][round % 3] ?? "";
      await exchangeRaw(address.port, start + octets, true);
    }
    expect((await exchange2(address.url, { path: "/things/a" })).status).toBe(200);
    await eventually(() => opened[0]?.connections === 0);
  });

  it("cuts off a peer that says nothing", async () => {
    const { port } = await start({ limits: { greetingTimeout: 20 } });
    expect(await exchangeRaw(port, "PRI")).toBe("");
  });

  it("cuts off header sections that do not end in time", async () => {
    const { port } = await start({ limits: { headersTimeout: 40 } });
    expect(await exchangeRaw(port, "GET / HTTP/1.1\r\nHost: a\r\n")).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("cuts off HTTP/2 bodies that do not end in time", async () => {
    const { url } = await start({ limits: { requestTimeout: 40 } });
    const session = http2.connect(url);
    const stream = session.request({ ":method": "POST", ":path": "/echo", "content-type": "application/json" });
    stream.on("error", () => {});
    stream.write("{");
    await once(stream, "close");
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_CANCEL);
    session.destroy();
  });

  it("closes idle connections of both protocols", async () => {
    const { url, port } = await start({ limits: { idleTimeout: 50, closeDeadline: 50 } });
    const session = http2.connect(url);
    await once(session, "connect");
    await once(session, "close");
    expect(await exchangeRaw(port, "GET /things/a HTTP/1.1\r\nHost: a\r\n\r\n")).toContain('"id":"a"');
  });

  it("drops connections beyond the limit", async () => {
    const { port } = await start({ limits: { connections: 1 } });
    const first = net.connect(port, "127.0.0.1");
    await once(first, "connect");
    await eventually(() => opened[0]?.connections === 1);
    expect(await exchangeRaw(port, "GET /things/a HTTP/1.1\r\nHost: a\r\n\r\n")).toBe("");
    first.destroy();
  });

  it("announces its limit of streams", async () => {
    const { url } = await start({ limits: { streamsPerConnection: 3 } });
    const session = http2.connect(url);
    const [settings] = (await once(session, "remoteSettings")) as [http2.Settings];
    expect(settings.maxConcurrentStreams).toBe(3);
    session.close();
  });
});

describe("closing", () => {
  it.each([
    ["HTTP/1.1", exchange1],
    ["HTTP/2", exchange2],
  ] as const)("lets a request of %s in progress finish", async (_name, exchange) => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const slow: HttpPlugin = async (app) => {
      app.get("/slow", async () => {
        entered.resolve();
        await release.promise;
        return { done: true };
      });
    };
    const { url, port } = await start({}, [slow]);
    const answer = exchange(url, { path: "/slow" });
    await entered.promise;
    const closed = opened[0]?.close();
    await expect(exchange(`http://127.0.0.1:${port}`, { path: "/slow" })).rejects.toThrow(
      /ECONNREFUSED|ECONNRESET|closed|GOAWAY/,
    );
    release.resolve();
    expect((await answer).status).toBe(200);
    await closed;
  });

  it("cuts off at the deadline what does not finish", async () => {
    const entered = Promise.withResolvers<void>();
    const stuck: HttpPlugin = async (app) => {
      app.get("/stuck", () => {
        entered.resolve();
        return new Promise<never>(() => {});
      });
    };
    const { url } = await start({ limits: { closeDeadline: 30 } }, [stuck]);
    const answer = exchange1(url, { path: "/stuck" });
    const outcome = answer.catch(() => "cut off");
    await entered.promise;
    await opened[0]?.close();
    expect(await outcome).toBe("cut off");
  });

  it("closes connections at once that have said nothing", async () => {
    const { port } = await start({ limits: { closeDeadline: 60_000, greetingTimeout: 60_000 } });
    const silent = net.connect(port, "127.0.0.1");
    await once(silent, "connect");
    await eventually(() => opened[0]?.connections === 1);
    const ended = once(silent, "close");
    await opened[0]?.close();
    await ended;
    expect(opened[0]?.connections).toBe(0);
  });

  it("closes kept-alive connections at once", async () => {
    const { url } = await start();
    const agent = new http.Agent({ keepAlive: true });
    const response = await new Promise<http.IncomingMessage>((resolve) =>
      http.get(`${url}/things/a`, { agent }, resolve),
    );
    response.resume();
    await once(response, "end");
    const session = http2.connect(url);
    await once(session, "remoteSettings");
    await opened[0]?.close();
    agent.destroy();
    await eventually(() => opened[0]?.connections === 0);
    await eventually(() => session.destroyed);
    expect(opened[0]?.connections).toBe(0);
  });

  it("says why it cannot take a port", async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({ code: "FACE_ADDRESS_UNAVAILABLE" });
  });
});

function frameTypes(octets: Buffer): number[] {
  const types: number[] = [];
  for (let offset = 0; offset + 9 <= octets.length; offset += 9 + octets.readUIntBE(offset, 3))
    types.push(octets[offset + 3] ?? -1);
  return types;
}
