import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestMember, testMember } from "../server/tls.fixture.ts";
import { MAX_SBI_ANSWER_OCTETS, SbiClient } from "./sbi-client.ts";

function pem(label: string, der: Uint8Array | undefined): string {
  const lines =
    Buffer.from(der ?? [])
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

let server: http2.Http2Server;
let answer: (stream: http2.ServerHttp2Stream) => void;
let uri: string;
let sessions: http2.ServerHttp2Session[];
let client: SbiClient;

beforeEach(async () => {
  sessions = [];
  server = http2.createServer();
  server.on("session", (session) => sessions.push(session));
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    answer(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a`;
  client = new SbiClient({ timeout: 300 });
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  for (const session of sessions) session.destroy();
  await new Promise((resolve) => server.close(resolve));
});

function respond(status: number, body?: string | Buffer): void {
  answer = (stream) => {
    stream.respond({ ":status": status });
    stream.end(body);
  };
}

describe("SbiClient", () => {
  it("reads JSON and empty answers over one connection", async () => {
    respond(404, '{"cause":"USER_NOT_FOUND"}');
    expect(await client.exchange({ method: "GET", uri })).toMatchObject({
      status: 404,
      body: { cause: "USER_NOT_FOUND" },
    });
    respond(204);
    expect(await client.exchange({ method: "POST", uri, body: { a: 1 } })).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect(sessions).toHaveLength(1);
  });

  it("connects again after the server closed the connection", async () => {
    respond(204);
    await client.exchange({ method: "GET", uri });
    const [session] = sessions;
    const closed = new Promise((resolve) => session?.once("close", resolve));
    session?.destroy();
    await closed;
    // The client may learn of the end only by trying.
    const attempt = () => client.exchange({ method: "GET", uri }).catch(() => undefined);
    await expect.poll(attempt, { timeout: 2_000 }).toMatchObject({ status: 204 });
    expect(sessions).toHaveLength(2);
  });

  it("refuses answers that are no JSON or too large", async () => {
    respond(200, "<html>");
    await expect(client.exchange({ method: "GET", uri })).rejects.toMatchObject({ code: "PEER_ANSWER_INVALID" });
    respond(200, Buffer.alloc(MAX_SBI_ANSWER_OCTETS + 1, 0x20));
    await expect(client.exchange({ method: "GET", uri })).rejects.toMatchObject({ code: "PEER_ANSWER_INVALID" });
  });

  it("asks over mutual TLS, and not a server that its authorities did not certify", async () => {
    const [home, visited] = await Promise.all([testMember("home"), testMember("visited")]);
    const tls = ({ identity }: TestMember, peer: TestMember) => ({
      key: pem("PRIVATE KEY", identity.privateKey),
      cert: pem("CERTIFICATE", identity.certificate.der),
      ca: [...peer.trust.caCertificates].map((der) => pem("CERTIFICATE", der)),
    });
    const secure = http2.createSecureServer({ ...tls(visited, home), requestCert: true, rejectUnauthorized: true });
    secure.on("stream", (stream: http2.ServerHttp2Stream) => {
      stream.respond({ ":status": 204 });
      stream.end();
    });
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const address = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
    const trusting = tls(home, visited);
    await using known = new SbiClient({ tls: trusting });
    expect(await known.exchange({ method: "POST", uri: address, body: {} })).toMatchObject({ status: 204 });
    await using doubting = new SbiClient({
      tls: { ...trusting, ca: [pem("CERTIFICATE", home.trust.caCertificates[0])] },
    });
    await expect(doubting.exchange({ method: "GET", uri: address })).rejects.toMatchObject({
      code: "PEER_UNREACHABLE",
    });
    await known[Symbol.asyncDispose]();
    await new Promise((resolve) => secure.close(resolve));
  });

  it("gives up on silence, on streams that break and on addresses nobody answers at", async () => {
    answer = () => {};
    await expect(client.exchange({ method: "GET", uri })).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
    answer = (stream) => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    await expect(client.exchange({ method: "GET", uri })).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
    for (const nowhere of ["http://127.0.0.1:1/", "file:///etc/passwd", "not a uri"]) {
      await expect(client.exchange({ method: "GET", uri: nowhere })).rejects.toMatchObject({
        code: "PEER_UNREACHABLE",
      });
    }
  });
});
