import { randomBytes } from "node:crypto";
import { type Clock, type Random } from "@symbolon/base";
import { MemberAuthority, MemoryKeyStore, certificateToPem } from "@symbolon/crypto";
import { describe, expect, it } from "vitest";
import { AmfCallback, type DeregistrationNotification } from "./amf-callback.ts";
import { type ClientTls, SbiClient } from "./sbi-client.ts";

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
const DAY = 86_400_000;

async function member(memberId: string): Promise<ClientTls> {
  const store = new MemoryKeyStore();
  const signer = await store.signer((await store.generate("ES256", "CA")).id);
  const authority = await MemberAuthority.create(
    { memberId, notAfter: clock.now() + 2 * DAY },
    { signer, clock, random },
  );
  const { id, spki } = await store.generate("ES256", "TLS");
  const certificate = await authority.issueCommunicationCertificate({
    spki,
    names: ["127.0.0.1"],
    notAfter: clock.now() + DAY,
  });
  const der = Buffer.from(await store.exportPrivateKey(id)).toString("base64");
  return {
    ca: certificateToPem(authority.certificate),
    certificate: certificateToPem(certificate),
    key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`,
  };
}

describe("mutual TLS", () => {
  it("lets known members through and nobody else", async () => {
    const [amf, home, stranger] = await Promise.all([member("visited"), member("home"), member("stranger")]);
    const notifications: DeregistrationNotification[] = [];
    await using callback = await AmfCallback.listen({ tls: { ...amf, ca: home.ca } }, (notification) =>
      notifications.push(notification),
    );
    const url = new URL(callback.uriOf("imsi-315010000100001"));
    expect(url.protocol).toBe("https:");
    const body = { deregReason: "UE_INITIAL_REGISTRATION", accessType: "3GPP_ACCESS" };
    const statusWith = async (tls: ClientTls) => {
      await using client = new SbiClient({ tls });
      return (await client.request({ method: "POST", url, body })).status;
    };
    expect(await statusWith({ ...home, ca: amf.ca })).toBe(204);
    expect(await statusWith({ ...stranger, ca: amf.ca })).toBe(504);
    expect(await statusWith({ ...home, ca: stranger.ca })).toBe(504);
    expect(notifications).toEqual([{ supi: "imsi-315010000100001", ...body }]);
  });
});
