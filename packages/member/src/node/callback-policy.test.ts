import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { HttpDeregistrationNotifier, SbiClient } from "@symbolon/faces/sbi";
import {
  MemberAuthority,
  MemoryKeyStore,
  type MemberTrust,
  serverTlsOptions,
  type TlsIdentity,
} from "@symbolon/crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../adapters/system-clock.ts";
import { systemRandom } from "../adapters/system-random.ts";
import { CallbackPolicy } from "./callback-policy.ts";

interface TestMember {
  readonly identity: TlsIdentity;
  readonly trust: MemberTrust;
}

async function member(memberId: string, host: string): Promise<TestMember> {
  const keys = new MemoryKeyStore();
  const root = await keys.generate("ES256", "ca");
  const notAfter = systemClock.now() + 86_400_000;
  const modules = { clock: systemClock, random: systemRandom };
  const authority = await MemberAuthority.create(
    { memberId, notAfter },
    { ...modules, signer: await keys.signer(root.id) },
  );
  const { id, spki } = await keys.generate("ES256", "communication");
  const certificate = await authority.issueCommunicationCertificate({ spki, names: [host], notAfter });
  const trust = { memberId, caCertificates: [authority.certificate.der], names: [host] };
  return { identity: { certificate, privateKey: await keys.exportPrivateKey(id) }, trust };
}

let home: TestMember;
let visited: TestMember;
let impostor: TestMember;
beforeAll(async () => {
  [home, visited, impostor] = await Promise.all([
    member("home", "udm.home.example"),
    member("visited", "127.0.0.1"),
    member("visited", "127.0.0.1"),
  ]);
});

function policy(hosts: readonly string[] = []): CallbackPolicy {
  const known = [home.trust, visited.trust];
  const trust = { members: () => known, find: (id: string) => known.find(({ memberId }) => memberId === id) };
  return new CallbackPolicy({ hosts }, { identity: home.identity, trust, clock: systemClock });
}

describe("callback addresses", () => {
  it.each([
    ["http://127.0.0.1:8000/namf-callback/v1/dereg", true],
    ["http://[::1]/", true],
    ["http://localhost/", true],
    ["https://UDM.home.example/", true],
    ["https://127.0.0.1/", true],
    ["https://127.0.0.2/", false],
    ["http://udm.home.example/", false],
    ["http://169.254.169.254/latest/meta-data", false],
    ["https://169.254.169.254/", false],
    ["http://10.0.0.5:9200/", false],
    ["http://127.0.0.1.example/", false],
    ["ftp://127.0.0.1/", false],
    ["file:///etc/passwd", false],
  ])("says of %s: %s", (uri, allowed) => {
    expect(policy().mayCall(new URL(uri))).toBe(allowed);
  });

  it("calls hosts that the configuration names, and only these", () => {
    const configured = policy(["AMF.home.internal", "10.0.0.5"]);
    expect(configured.mayCall(new URL("http://amf.home.internal:7777/"))).toBe(true);
    expect(configured.mayCall(new URL("https://10.0.0.5/"))).toBe(true);
    expect(configured.mayCall(new URL("http://10.0.0.6/"))).toBe(false);
  });

  it("shows itself to the AMF of a member over mutual TLS, and tells nothing to another one in its place", async () => {
    expect(await notifyAt(visited)).toEqual(["/dereg"]);
    await expect(notifyAt(impostor)).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
  });
});

/** Tells an AMF with these keys that it serves a terminal no more. @returns the paths that it was asked for */
async function notifyAt({ identity }: TestMember): Promise<readonly string[]> {
  const trust = { members: () => [home.trust], find: () => home.trust };
  const server = http2.createSecureServer(serverTlsOptions(identity, trust) as http2.SecureServerOptions);
  const sessions: http2.ServerHttp2Session[] = [];
  const paths: string[] = [];
  server.on("session", (session) => sessions.push(session));
  server.on("stream", (stream, headers) => {
    paths.push(String(headers[":path"]));
    stream.respond({ ":status": 204 });
    stream.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const callbacks = policy();
  const client = new SbiClient({ tls: (host) => callbacks.tlsOptions(host) });
  const notifier = new HttpDeregistrationNotifier({ mayCall: (uri) => callbacks.mayCall(uri) }, { client });
  try {
    const data = { deregReason: "UE_INITIAL_REGISTRATION", accessType: "3GPP_ACCESS" } as const;
    await notifier.notify(`https://127.0.0.1:${port}/dereg`, data);
    return paths;
  } finally {
    await client[Symbol.asyncDispose]();
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
