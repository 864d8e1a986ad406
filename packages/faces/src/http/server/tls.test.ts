import { once } from "node:events";
import http2 from "node:http2";
import https from "node:https";
import tls from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "@symbolon/base";
import { clientTlsOptions } from "@symbolon/crypto";
import { systemTime as clock } from "@symbolon/testkit";
import type { HttpPlugin } from "./http-app.ts";
import { HttpServer } from "./http-server.ts";
import { peerOf } from "./peer-identity.ts";
import { type TestMember, testMember, trustIn } from "./tls.fixture.ts";

const whoAmI: HttpPlugin = async (app) => {
  app.get("/peer", (request, reply) => reply.send({ member: peerOf(request.raw)?.memberId ?? "nobody" }));
};

const opened: HttpServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

const home = await testMember("home");
const visitor = await testMember("visitor");
const stranger = await testMember("stranger");
const impostor = await testMember("visitor");

async function start(members: TestMember[]) {
  const options = { face: "test", port: 0, tls: { identity: home.identity, trust: trustIn(members) } };
  const server = await HttpServer.create(options, { log: silentLog, clock, plugins: [whoAmI] });
  opened.push(server);
  const { port } = await server.listen();
  return { server, port };
}

function optionsOf(member: TestMember, expected: TestMember = home) {
  return clientTlsOptions(member.identity, expected.trust, "127.0.0.1", clock);
}

async function ask1(port: number, options: tls.ConnectionOptions): Promise<string> {
  const request = https.get({ host: "127.0.0.1", port, path: "/peer", agent: false, ...options });
  const [response] = (await once(request, "response")) as [AsyncIterable<Buffer>];
  let text = "";
  for await (const chunk of response) text += chunk.toString();
  return text;
}

async function ask2(port: number, options: tls.ConnectionOptions): Promise<string> {
  const session = http2.connect(`https://127.0.0.1:${port}`, options);
  try {
    const failed = Promise.withResolvers<never>();
    session.on("error", failed.reject).on("close", () => failed.reject(new Error("the session closed")));
    failed.promise.catch(() => {});
    const stream = session.request({ ":path": "/peer" });
    stream.on("error", failed.reject);
    await Promise.race([once(stream, "response"), failed.promise]);
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    return text;
  } finally {
    session.destroy();
  }
}

describe.each([
  ["HTTP/1.1", ask1],
  ["HTTP/2 by ALPN", ask2],
] as const)("mutual TLS with %s", (_name, ask) => {
  it("knows the member that asks", async () => {
    const { port } = await start([home, visitor]);
    expect(await ask(port, optionsOf(visitor))).toBe('{"member":"visitor"}');
  });

  it.each([
    ["a client without certificate", () => ({ ...optionsOf(visitor), cert: undefined, key: undefined })],
    ["a client whose CA no member recorded", () => optionsOf(stranger)],
    ["a client that names a member but has another CA", () => optionsOf(impostor)],
  ])("turns away %s", async (_case, options) => {
    const { port } = await start([home, visitor]);
    await expect(ask(port, options())).rejects.toThrow(/alert|reset|closed|hang up|socket disconnected/i);
  });

  it("turns away a member whose certificate carries a name that it did not record", async () => {
    const moved = { ...visitor, trust: { ...visitor.trust, names: ["visitor.example"] } };
    const { port } = await start([home, moved]);
    await expect(ask(port, optionsOf(visitor))).rejects.toThrow(/alert|reset|closed|hang up|socket disconnected/i);
  });

  it("is not taken for another member by its clients", async () => {
    const { port } = await start([home, visitor]);
    await expect(ask(port, optionsOf(visitor, visitor))).rejects.toThrow(/certificate|altname/i);
  });
});

describe("trust that changes", () => {
  it("ends open connections of a member that lost it and refuses new ones", async () => {
    const members = [home, visitor];
    const { server, port } = await start(members);
    const session = http2.connect(`https://127.0.0.1:${port}`, optionsOf(visitor));
    session.on("error", () => {});
    await once(session, "remoteSettings");
    members.pop();
    server.refreshTrust();
    if (!session.closed) await once(session, "close");
    await expect(ask1(port, optionsOf(visitor))).rejects.toThrow(/alert|reset|closed|hang up|socket disconnected/i);
  });

  it("lets in a member that gained it", async () => {
    const members = [home];
    const { server, port } = await start(members);
    members.push(visitor);
    server.refreshTrust();
    expect(await ask1(port, optionsOf(visitor))).toBe('{"member":"visitor"}');
  });

  it("speaks no TLS below 1.2", async () => {
    const { port } = await start([home, visitor]);
    const socket = tls.connect({
      host: "127.0.0.1",
      port,
      ...optionsOf(visitor),
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
    });
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toMatch(/protocol|version|alert/i);
  });
});
