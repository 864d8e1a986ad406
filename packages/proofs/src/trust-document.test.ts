import { canonicalBytes, fromUtf8, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proofsErrors } from "./errors.ts";
import { sha256, TestLedger, TestOrderer } from "../test/proof-fixture.ts";
import { encodeTrust, MAX_TRUST_BYTES, parseTrust, trustFingerprint } from "./trust-document.ts";

const { trust } = new TestLedger();

describe("trust document", () => {
  it("is read as it was written", () => {
    expect(parseTrust(encodeTrust(trust))).toEqual(trust);
  });

  it("has a fingerprint that every part of it changes", () => {
    const others = [
      { ...trust, ledger: "other" },
      { ...trust, validators: [new TestOrderer().validator] },
      { ...trust, validators: [...trust.validators, new TestOrderer().validator] },
    ];
    const fingerprints = [trust, ...others].map((document) => trustFingerprint(document, sha256));
    expect(new Set(fingerprints).size).toBe(4);
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is refused with another form, no keys, unknown members or too many octets", () => {
    const text = fromUtf8(encodeTrust(trust));
    const bad = [
      new Uint8Array(MAX_TRUST_BYTES + 1),
      utf8(` ${text}`),
      canonicalBytes({ ...trust, validators: [] }),
      canonicalBytes({ format: 2, type: "embedded", ledger: "x", validators: [] }),
      utf8(text.replace('"EdDSA"', '"RS256"')),
      utf8(text.replace('"ledger"', '"ledgers"')),
    ];
    for (const bytes of bad)
      expect(() => parseTrust(bytes)).toThrow(expect.objectContaining({ code: "TRUST_MALFORMED" }));
  });

  it("never fails with another error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(utf8)), (bytes) => {
        expect(failureOf(bytes)).toBe("TRUST_MALFORMED");
      }),
    );
  });
});

function failureOf(bytes: Uint8Array): string {
  try {
    parseTrust(bytes);
    return "none";
  } catch (error) {
    return proofsErrors.is(error) ? error.code : String(error);
  }
}
