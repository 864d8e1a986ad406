import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, type ConnectionOptions, createServer, type Server, type TLSSocket } from "node:tls";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MemoryKeyStore } from "../keystore/memory-key-store.ts";
import { type CommunicationCertificate, parseCertificate } from "../x509/certificate.ts";
import { x509 } from "../x509/library.ts";
import { MemberAuthority } from "../x509/member-authority.ts";
import { identifyPeer, type PeerIdentity, peerIdentity } from "./identify-peer.ts";
import type { MemberTrust, TrustSource } from "./member-trust.ts";
import { clientTlsOptions, renewServerTrust, serverTlsOptions, type TlsIdentity } from "./tls-options.ts";

const DAY = 86_400_000;
// OpenSSL verifies against the machine's clock; ours can be steered beside it.
let now = Date.now();
const clock = { now: () => now, monotonic: () => 0 };
const random = { bytes: (length: number) => Uint8Array.from(randomBytes(length)) };
const keys = new MemoryKeyStore();

interface Member {
  readonly authority: MemberAuthority;
  readonly trust: MemberTrust;
  readonly tls: TlsIdentity;
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

async function identityOf(authority: MemberAuthority, names: readonly string[]): Promise<TlsIdentity> {
  const { spki, id } = await keys.generate("ES256", "tls");
  const certificate = await authority.issueCommunicationCertificate({ spki, names, notAfter: now + DAY });
  return { certificate, privateKey: await keys.exportPrivateKey(id) };
}

async function member(memberId: string): Promise<Member> {
  const signer = await keys.signer((await keys.generate("ES256", `${memberId} CA`)).id);
  const authority = await MemberAuthority.create({ memberId, notAfter: now + 30 * DAY }, { signer, clock, random });
  const names = [`bchf.${memberId}.example`, "127.0.0.1"];
  const trust = { memberId, caCertificates: [authority.certificate.der], names };
  return { authority, trust, tls: await identityOf(authority, names), sign: (bytes) => signer.sign(bytes) };
}

/** What a dishonest member can make with its own CA: any subject and names. */
async function forge(by: Member, claimed: string, names: readonly string[]): Promise<TlsIdentity> {
  const { spki, id } = await keys.generate("ES256", "forged");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const sign = async (_algorithm: unknown, _key: unknown, tbs: ArrayBuffer) =>
    Uint8Array.from(await by.sign(new Uint8Array(tbs))).buffer;
  const { memberId, commonName } = by.authority.certificate;
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: "0102",
      subject: [{ O: [claimed] }, { CN: [names[0] as string] }],
      issuer: [{ O: [memberId] }, { CN: [commonName] }],
      publicKey: Uint8Array.from(spki),
      notBefore: new Date(now - DAY),
      notAfter: new Date(now + DAY),
      signingKey: { algorithm },
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]),
        new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns", value }) as const)),
      ],
    },
    { subtle: { sign } },
  );
  const parsed = parseCertificate(new Uint8Array(certificate.rawData)) as CommunicationCertificate;
  return { certificate: parsed, privateKey: await keys.exportPrivateKey(id) };
}

let a: Member;
let b: Member;
let stranger: Member;
beforeAll(async () => {
  [a, b, stranger] = await Promise.all([member("a"), member("b"), member("stranger")]);
});

let known: readonly MemberTrust[];
const trust: TrustSource = { members: () => known, find: (id) => known.find(({ memberId }) => memberId === id) };

let server: Server;
let accepted: (PeerIdentity | string)[];
beforeEach(async () => {
  now = Date.now();
  known = [a.trust, b.trust];
  accepted = [];
  server = createServer(serverTlsOptions(b.tls, trust), (socket) => {
    socket.on("error", () => undefined);
    accepted.push(attempt(() => peerIdentity(socket, trust, clock)));
    socket.end("hello");
  });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  server.close();
  await once(server, "close");
});

function attempt<Result>(action: () => Result): Result | string {
  try {
    return action();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** Connects and reads to the end. @returns the text, or the code of what went wrong */
async function dial(options: ConnectionOptions): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket: TLSSocket = connect({ host: "127.0.0.1", port, ...options });
  try {
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    return text;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    socket.destroy();
  }
}

function dialAs(identity: TlsIdentity, expected = b.trust, host = "bchf.b.example"): Promise<string> {
  return dial(clientTlsOptions(identity, expected, host, clock));
}

describe("TLS between members", () => {
  it("lets a member in and knows it by its own CA and names", async () => {
    expect(await dialAs(a.tls)).toBe("hello");
    expect(await dialAs(a.tls, b.trust, "127.0.0.1")).toBe("hello");
    const { keyId, names } = a.tls.certificate;
    expect(accepted).toEqual([
      { memberId: "a", names, keyId },
      { memberId: "a", names, keyId },
    ]);
  });

  it("refuses a client without a certificate, of a stranger and with a key certificate", async () => {
    const { cert: _cert, key: _key, ...anonymous } = clientTlsOptions(a.tls, b.trust, "bchf.b.example", clock);
    const signing = await keys.generate("ES256", "client");
    const key = await a.authority.issueKeyCertificate({
      ...signing,
      role: "client",
      commonName: "x",
      notAfter: now + DAY,
    });
    const asTls = key as unknown as CommunicationCertificate;
    const privateKey = await keys.exportPrivateKey(signing.id);
    expect(await dial(anonymous)).toBe("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED");
    expect(await dialAs(stranger.tls)).not.toBe("hello");
    expect(await dialAs({ certificate: asTls, privateKey })).not.toBe("hello");
    expect(accepted).toEqual([]);
  });

  it("refuses a certificate of one member under another's name or with another's endpoint", async () => {
    for (const forged of [
      await forge(a, "b", ["bchf.b.example"]),
      await forge(a, "b", ["bchf.a.example"]),
      await forge(a, "a", ["bchf.b.example"]),
      await forge(a, "a", ["bchf.a.example", "bchf.b.example"]),
      await forge(a, "nobody", ["bchf.a.example"]),
    ]) {
      await dialAs(forged);
    }
    expect(accepted).toEqual(Array.from({ length: 5 }, () => "CERTIFICATE_NOT_TRUSTED"));
  });

  it("asks the ledger at the moment of the connection", async () => {
    known = [b.trust];
    await dialAs(a.tls);
    expect(accepted).toEqual(["CERTIFICATE_NOT_TRUSTED"]);
    renewServerTrust(server, b.tls, trust);
    expect(await dialAs(a.tls)).not.toBe("hello");
    expect(accepted).toHaveLength(1);
    known = [a.trust, b.trust, stranger.trust];
    renewServerTrust(server, b.tls, trust);
    expect(await dialAs(stranger.tls)).toBe("hello");
    expect(accepted.at(-1)).toMatchObject({ memberId: "stranger" });
  });

  it("refuses a certificate that its member has revoked, as a server and as a client", async () => {
    const revoked = new Set([a.tls.certificate.keyId]);
    const hasEnded = (keyId: string) => revoked.has(keyId);
    known = [{ ...a.trust, hasEnded }, b.trust];
    await dialAs(a.tls);
    expect(accepted).toEqual(["CERTIFICATE_NOT_TRUSTED"]);
    revoked.clear();
    expect(await dialAs(a.tls)).toBe("hello");
    expect(accepted.at(-1)).toMatchObject({ memberId: "a" });
    revoked.add(b.tls.certificate.keyId);
    expect(await dialAs(a.tls, { ...b.trust, hasEnded })).toBe("CERTIFICATE_NOT_TRUSTED");
  });

  it("trusts nobody, not the web's authorities either, when no member is known", () => {
    known = [];
    expect(serverTlsOptions(b.tls, trust)).toMatchObject({ ca: [], requestCert: true, rejectUnauthorized: true });
  });

  it("refuses a server of another member, of another name and with unrecorded names", async () => {
    expect(await dialAs(a.tls, stranger.trust, "bchf.b.example")).toMatch(/^UNABLE_TO_VERIFY|^SELF_SIGNED/);
    expect(await dialAs(a.tls, b.trust, "bchf.c.example")).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    const fewer = { ...b.trust, names: ["bchf.b.example"] };
    expect(await dialAs(a.tls, fewer)).toBe("CERTIFICATE_NOT_TRUSTED");
    const renamed = { ...b.trust, memberId: "c" };
    expect(await dialAs(a.tls, renamed)).toBe("CERTIFICATE_NOT_TRUSTED");
  });

  it("refuses TLS 1.1 and speaks 1.3 by preference", async () => {
    const options = clientTlsOptions(a.tls, b.trust, "bchf.b.example", clock);
    const old = await dial({ ...options, minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    expect(old).toMatch(/^ERR_SSL_/);
    expect(await dial({ ...options, maxVersion: "TLSv1.2" })).toBe("hello");
    const protocol = once(server, "secureConnection") as Promise<[TLSSocket]>;
    await dial(options);
    expect((await protocol)[0].getProtocol()).toBe("TLSv1.3");
  });

  it("never resumes a session, whose certificate would go unchecked", async () => {
    const sessions: Buffer[] = [];
    const { port } = server.address() as AddressInfo;
    const options = { host: "127.0.0.1", port, ...clientTlsOptions(a.tls, b.trust, "bchf.b.example", clock) };
    for (let round = 0; round < 2; round += 1) {
      const session = sessions[0];
      const socket = connect(session === undefined ? options : { ...options, session });
      socket.on("session", (made: Buffer) => sessions.push(made));
      await once(socket, "secureConnect");
      expect(socket.isSessionReused()).toBe(false);
      for await (const _chunk of socket);
    }
    expect(accepted).toHaveLength(2);
  });

  it("stops knowing a peer when its certificate or its member's CA has ended", () => {
    const find = (memberId: string) => trust.find(memberId);
    const { der } = a.tls.certificate;
    expect(identifyPeer(der, find, now)).toMatchObject({ memberId: "a" });
    expect(attempt(() => identifyPeer(der, find, now + 2 * DAY))).toBe("CERTIFICATE_NOT_TRUSTED");
    known = [{ ...a.trust, caCertificates: [] }];
    expect(attempt(() => identifyPeer(der, find, now))).toBe("CERTIFICATE_NOT_TRUSTED");
    known = [{ ...a.trust, caCertificates: [b.authority.certificate.der, a.authority.certificate.der] }];
    expect(identifyPeer(der, find, now)).toMatchObject({ memberId: "a" });
  });
});
