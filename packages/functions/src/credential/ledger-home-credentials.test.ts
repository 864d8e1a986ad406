import { toBase64Url } from "@symbolon/base";
import {
  type CredentialClaims,
  issueCredential,
  MAX_CREDENTIAL_SKEW,
  MemoryKeyStore,
  type Signer,
} from "@symbolon/crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { LedgerCopyFixture } from "../bchf/ledger-copy.fixture.ts";
import { LedgerHomeCredentials } from "./ledger-home-credentials.ts";

const NOW = Date.UTC(2026, 10, 22, 9);
const identifier = "imsi-315010000000001";
const requester = { tlsIdentity: "amf.visited.example" };
const claims: CredentialClaims = {
  sub: identifier,
  aud: "amf.visited.example",
  scope: "registration",
  iat: NOW / 1000,
  exp: NOW / 1000 + 60,
  nonce: "n1",
};

let copy: LedgerCopyFixture;
let signer: Signer;
let consumed: Map<string, number>;
let home: LedgerHomeCredentials;

beforeEach(async () => {
  const keys = new MemoryKeyStore();
  signer = await keys.signer((await keys.generate("ES256", "user")).id);
  copy = new LedgerCopyFixture();
  write("required");
  copy.overlay("imsi", "315010000000001", { userKey: { suite: signer.suite, spki: toBase64Url(signer.spki) } });
  consumed = new Map();
  const nonces = {
    async consume(holder: string, nonce: string, expiresAt: number) {
      const key = `${holder} ${nonce}`;
      if (consumed.has(key)) return false;
      consumed.set(key, expiresAt);
      return true;
    },
  };
  home = new LedgerHomeCredentials({}, { state: copy, nonces, clock: { now: () => NOW, monotonic: () => 0 } });
});

function write(credentialPolicy: "required" | "optional" | "off"): void {
  const routing = { dataManagement: [], credentialPolicy };
  copy.numbers("imsi", "315010000000000", "315010000009999", {
    status: "recorded",
    holder: "acme",
    routing,
    overlaid: true,
  });
  copy.cover("imsi", 15);
}

describe("the home's check of credentials", () => {
  it("consumes a nonce once, until the credential's end at any clock", async () => {
    const credential = await issueCredential(signer, claims);
    expect(await home.consume({ identifier, credential, requester })).toBeUndefined();
    expect([...consumed]).toEqual([[`${identifier} n1`, (claims.exp + MAX_CREDENTIAL_SKEW) * 1000]]);
    const again = await home.consume({ identifier, credential, requester });
    expect(again).toMatchObject({ refused: "CREDENTIAL_REPLAYED" });
    const next = await issueCredential(signer, { ...claims, nonce: "n2" });
    expect(await home.consume({ identifier, credential: next, requester })).toBeUndefined();
  });

  it("consumes nothing of a credential that is not good", async () => {
    const credential = await issueCredential(signer, claims);
    const elsewhere = await issueCredential(signer, { ...claims, scope: "roaming" });
    for (const question of [
      { identifier, credential: `${credential}x`, requester },
      { identifier, credential, requester: { tlsIdentity: "other.example" } },
      { identifier, credential, requester: {} },
      { identifier: "imsi-315010000000002", credential, requester },
      { identifier: "nai-user@example.org", credential, requester },
      { identifier, credential: elsewhere, requester },
    ]) {
      expect(await home.consume(question)).toMatchObject({ refused: "CREDENTIAL_INVALID" });
    }
    expect(consumed.size).toBe(0);
  });

  it("knows the policy of its numbers, and demands a credential where it knows none", () => {
    expect(home.policy(identifier)).toBe("required");
    write("optional");
    expect(home.policy(identifier)).toBe("optional");
    write("off");
    expect(home.policy(identifier)).toBe("off");
    expect(home.policy("imsi-315010000010000")).toBe("required");
    expect(home.policy("nai-user@example.org")).toBe("off");
  });
});
