import { isDeepStrictEqual } from "node:util";
import { canonicalBytes, fromUtf8, type JsonObject, parseCanonicalJson, parseJson, toHex, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlockHeader } from "./block-header.ts";
import { headerSigningBytes } from "./block-header.ts";
import { encodeProof, MAX_PROOF_BYTES, parseProof, type Proof } from "./proof-document.ts";
import { modules, pathOver, sha256, TestLedger, TestOrderer } from "../test/proof-fixture.ts";
import { trustFingerprint } from "./trust-document.ts";
import type { Verdict } from "./verdict.ts";
import { verifyProof } from "./verify-proof.ts";

const ledger = new TestLedger();
const seal = (proof: Proof): Uint8Array => encodeProof(proof, sha256);
const KEY = "range/imsi/15/315010000199999";
const IDENTIFIER = "imsi-315010000100001";
const good = seal(ledger.recordProof(KEY, IDENTIFIER));

const verdictOf = (bytes: Uint8Array) => verifyProof(bytes, ledger.trust, modules);

type Document = Record<string, Record<string, object>>;

/** The proof with some members replaced, canonical and with a digest that fits. */
function altered(bytes: Uint8Array, change: (document: Document) => void): Uint8Array {
  const { digest: _, ...document } = JSON.parse(fromUtf8(bytes)) as Document;
  change(document);
  return resealed(document as unknown as JsonObject);
}

function resealed(content: JsonObject): Uint8Array {
  return canonicalBytes({ ...content, digest: toHex(sha256(canonicalBytes(content))) });
}

describe("verifyProof", () => {
  it("accepts the current record of a number, with height, time and freshness", async () => {
    expect(await verdictOf(good)).toEqual({
      valid: true,
      type: "record",
      ledger: "test-ledger",
      height: 7,
      time: ledger.header.time,
      freshAt: ledger.header.time + 5000,
      fingerprint: trustFingerprint(ledger.trust, sha256),
      identifier: IDENTIFIER,
      record: { key: KEY, value: utf8(ledger.state.get(KEY) as string) },
    });
  });

  it.each(["member/nobody", "range/imsi/15/315010000199998", "zzz"])("accepts that there is no %s", async (key) => {
    const verdict = await verdictOf(seal(ledger.recordProof(key)));
    expect(verdict).toMatchObject({ valid: true, record: { key, value: undefined } });
  });

  it("carries octets that are not canonical JSON", async () => {
    const verdict = await verdictOf(seal(ledger.recordProof("blob")));
    expect(verdict).toMatchObject({ valid: true, record: { key: "blob", value: utf8("not json") } });
  });

  it("proves the only record of a state, and any absence from an empty one", async () => {
    for (const state of [new Map([["a", "1"]]), new Map<string, string>()]) {
      const header = { ...ledger.header, stateRoot: pathOver(state, "").root };
      for (const key of ["a", "b"]) {
        const { root, path } = pathOver(state, key);
        const value = state.has(key) ? utf8("1") : undefined;
        const anchor = {
          type: "embedded",
          header,
          signature: ledger.orderer.sign(headerSigningBytes(header)),
        } as const;
        const proof = seal({ ...ledger.recordProof("blob"), record: { key, value }, path, root, anchor });
        expect(await verdictOf(proof)).toMatchObject({ valid: true });
      }
    }
  });

  it("accepts a transaction in its block", async () => {
    for (const index of [0, 1, 2]) {
      const verdict = await verdictOf(seal(ledger.transactionProof(index)));
      expect(verdict).toMatchObject({ valid: true, type: "transaction", index, result: ledger.results[index] });
    }
  });

  it.each([
    ["a record", good],
    ["an absence", seal(ledger.recordProof("member/nobody"))],
    ["octets", seal(ledger.recordProof("blob"))],
    ["a transaction", seal(ledger.transactionProof(1))],
  ])(
    "refuses the proof of %s with any one octet altered",
    async (_, bytes) => {
      expect((await verdictOf(bytes)).valid).toBe(true);
      for (let at = 0; at < bytes.length; at += 1) {
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
        const verdict = await verdictOf(flipped);
        expect(verdict.valid, `octet ${at}`).toBe(false);
      }
    },
    30_000,
  );

  it("accepts nothing untrue when the digest fits an altered octet", async () => {
    for (const bytes of [good, seal(ledger.recordProof("member/nobody")), seal(ledger.transactionProof(1))]) {
      for (let at = 0; at < bytes.length; at += 2) {
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] as number) ^ (1 << (at % 3));
        const content = contentOf(flipped);
        const verdict = content && (await verdictOf(resealed(content)));
        expect(isTrue(verdict), `octet ${at}`).toBe(true);
      }
    }
  }, 30_000);

  it("says what it does not know without pinned trust", async () => {
    const claimedFingerprint = trustFingerprint(ledger.trust, sha256);
    const verdict = await verifyProof(good, undefined, modules);
    expect(verdict).toMatchObject({ valid: false, reason: "TRUST_MISSING", claimedFingerprint });
    expect(await verifyProof(good, { fingerprint: claimedFingerprint }, modules)).toMatchObject({ valid: true });
    const other = toHex(sha256(utf8("other")));
    const refused = await verifyProof(good, { fingerprint: other }, modules);
    expect(refused).toMatchObject({ valid: false, reason: "TRUST_DIFFERS", claimedFingerprint });
  });

  it("believes no key but the pinned ones", async () => {
    const stranger = new TestLedger();
    const forged = seal(stranger.recordProof(KEY, IDENTIFIER));
    expect(await verdictOf(forged)).toMatchObject({ valid: false, reason: "SIGNER_UNKNOWN" });
    const { validator } = stranger.orderer;
    const swapped = altered(good, (document) => Object.assign(document["anchor"]?.["signature"] as object, validator));
    expect(await verdictOf(swapped)).toMatchObject({ valid: false, reason: "SIGNER_UNKNOWN" });
    const claimed = altered(forged, (document) =>
      Object.assign(document["anchor"]?.["signature"] as object, ledger.orderer.validator),
    );
    expect(await verdictOf(claimed)).toMatchObject({ valid: false, reason: "SIGNATURE_INVALID" });
  });

  it("refuses another ledger's trust and mixed parts", async () => {
    const trust = { ...ledger.trust, ledger: "other" };
    expect(await verifyProof(good, trust, modules)).toMatchObject({ reason: "TRUST_DIFFERS" });
    const renamed = altered(good, (document) => Object.assign(document, { ledger: "other" }));
    expect(await verdictOf(renamed)).toMatchObject({ reason: "PARTS_DISAGREE" });
    const otherRoot = altered(good, (document) => Object.assign(document, { root: "0".repeat(64) }));
    expect(await verdictOf(otherRoot)).toMatchObject({ reason: "PARTS_DISAGREE" });
    const proof = ledger.recordProof(KEY);
    const otherHeaders: readonly Partial<BlockHeader>[] = [
      { height: 8 },
      { stateRoot: "0".repeat(64) },
      { ledger: "other" },
    ];
    const { header } = ledger;
    const heartbeats = otherHeaders.map((changes) => ledger.orderer.heartbeat({ ...header, ...changes }, header.time));
    for (const heartbeat of [...heartbeats, ledger.orderer.heartbeat(header, header.time - 1)]) {
      const mixed = seal({ ...proof, anchor: { ...proof.anchor, heartbeat } });
      expect(await verdictOf(mixed)).toMatchObject({ reason: "PARTS_DISAGREE" });
    }
    const strange = { ...proof.anchor, heartbeat: new TestOrderer().heartbeat(ledger.header, ledger.header.time) };
    expect(await verdictOf(seal({ ...proof, anchor: strange }))).toMatchObject({ reason: "SIGNER_UNKNOWN" });
  });

  it("refuses a record that does not decide the identifier", async () => {
    for (const identifier of [
      "imsi-315010000200000",
      "imsi-315010000099999",
      "imsi-31501000010000",
      "msisdn-315010000100001",
      "nai-a@b",
    ]) {
      const verdict = await verdictOf(seal(ledger.recordProof(KEY, identifier)));
      expect({ identifier, ...verdict }).toMatchObject({ valid: false, reason: "IDENTIFIER_NOT_COVERED" });
    }
    for (const key of ["member/factory", "blob", "range/imsi/15/nothing"]) {
      const verdict = await verdictOf(seal(ledger.recordProof(key, IDENTIFIER)));
      expect({ key, ...verdict }).toMatchObject({ valid: false, reason: "IDENTIFIER_NOT_COVERED" });
    }
  });

  it("refuses a path to another place and a present record called absent", async () => {
    const proof = ledger.recordProof(KEY);
    const elsewhere = { ...proof, path: ledger.recordProof("member/factory").path };
    expect(await verdictOf(seal(elsewhere))).toMatchObject({ reason: "PATH_INVALID" });
    const denied = { ...proof, record: { key: KEY, value: undefined } };
    expect(await verdictOf(seal(denied))).toMatchObject({ reason: "PATH_INVALID" });
    const emptied = { ...denied, path: { ...proof.path, leaf: undefined } };
    expect(await verdictOf(seal(emptied))).toMatchObject({ reason: "PATH_INVALID" });
    const moved = { ...ledger.transactionProof(1), index: 2 };
    expect(await verdictOf(seal(moved))).toMatchObject({ reason: "PATH_INVALID" });
    const crossed = { ...ledger.transactionProof(1), result: ledger.results[0] as never };
    expect(await verdictOf(seal(crossed))).toMatchObject({ reason: "PATH_INVALID" });
  });

  it("says which documents it cannot read", async () => {
    expect(await verdictOf(new Uint8Array(MAX_PROOF_BYTES + 1))).toMatchObject({ reason: "TOO_LARGE" });
    expect(await verdictOf(utf8("{"))).toMatchObject({ reason: "MALFORMED" });
    expect(await verdictOf(utf8(`${fromUtf8(good)}\n`))).toMatchObject({ reason: "MALFORMED" });
    expect(await verdictOf(utf8(JSON.stringify(parseJson(fromUtf8(good)), null, 2)))).toMatchObject({
      reason: "MALFORMED",
    });
    for (const change of [{ format: 2 }, { type: "other" }, { anchor: { type: "comet" } }]) {
      const bytes = altered(good, (document) => Object.assign(document, change));
      expect(await verdictOf(bytes)).toMatchObject({ reason: "FORMAT_UNKNOWN" });
    }
    const extra = altered(good, (document) => Object.assign(document, { note: "unsigned" }));
    expect(await verdictOf(extra)).toMatchObject({ reason: "MALFORMED" });
  });

  it("never throws and accepts nothing untrue, whatever the octets", async () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map(utf8),
      mutations(good),
      mutations(seal(ledger.recordProof("member/nobody"))),
      mutations(seal(ledger.transactionProof(0))),
    );
    await fc.assert(
      fc.asyncProperty(octets, async (bytes) => {
        expect(isTrue(await verdictOf(bytes))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  }, 30_000);

  it("writes again what it has read", () => {
    for (const proof of [
      ledger.recordProof(KEY, IDENTIFIER),
      ledger.recordProof("member/nobody"),
      ledger.transactionProof(2),
    ]) {
      const bytes = seal(proof);
      expect(seal(parseProof(bytes, sha256))).toEqual(bytes);
    }
  });
});

/** A refusal, or a statement that the ledger of these tests bears out. */
function isTrue(verdict: Verdict | undefined): boolean {
  if (verdict?.valid !== true) return true;
  const { height, time } = ledger.header;
  if (verdict.height !== height || verdict.time !== time || verdict.freshAt > time + 5000) return false;
  if (verdict.type === "transaction") {
    const { index, transaction, result } = verdict;
    return isDeepStrictEqual([ledger.transactions[index], ledger.results[index]], [transaction, result]);
  }
  const { record, identifier } = verdict;
  const value = record.value && fromUtf8(record.value);
  const digits = identifier?.slice("imsi-".length) ?? "315010000100000";
  return value === ledger.state.get(record.key) && digits >= "315010000100000" && digits <= "315010000199999";
}

function contentOf(bytes: Uint8Array): JsonObject | undefined {
  try {
    const { digest: _, ...content } = parseCanonicalJson(bytes) as JsonObject;
    return content;
  } catch {
    return undefined;
  }
}

/** Canonical JSON in which one member somewhere was replaced or removed. */
function mutations(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const paths: string[][] = [];
  const collect = (value: unknown, path: string[]): void => {
    if (path.length > 0) paths.push(path);
    if (typeof value !== "object" || value === null) return;
    for (const [name, member] of Object.entries(value)) collect(member, [...path, name]);
  };
  collect(JSON.parse(fromUtf8(bytes)), []);
  const replacement = fc.oneof(
    fc.jsonValue(),
    fc.constant(undefined),
    fc.constant({}),
    fc.constant([]),
    fc.constant(""),
  );
  return fc.tuple(fc.constantFrom(...paths), replacement).map(([path, value]) =>
    altered(bytes, (document) => {
      let at = document as Record<string, unknown>;
      for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
      const name = path.at(-1) as string;
      if (JSON.stringify(at[name]) === JSON.stringify(value)) at["mutated"] = true;
      else if (value === undefined && Array.isArray(at)) at.splice(Number(name), 1);
      else if (value === undefined) delete at[name];
      else at[name] = value;
    }),
  );
}
