import { canonicalBytes, canonicalJson, fromUtf8, type JsonObject, SymbolonError, utf8 } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { type SignedTransaction, transactionId, transactionSigningBytes } from "@symbolon/proofs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeTransaction, MAX_TRANSACTION_OCTETS, prepareTransaction } from "./prepared-transaction.ts";

const reference = fc.stringMatching(/^[A-Za-z0-9._:@+-]{1,32}$/);
const transactions: fc.Arbitrary<SignedTransaction> = fc.record({
  ledger: fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/),
  contract: fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/),
  method: fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/),
  args: fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>,
  submitter: reference,
  idempotencyKey: reference,
  createdAt: fc.nat(),
  signature: fc.stringMatching(/^[A-Za-z0-9_-]{85}[AQgw]$/),
});

function codeOf(action: () => unknown): string {
  try {
    action();
    return "none";
  } catch (error) {
    return error instanceof SymbolonError ? error.code : `not a SymbolonError: ${String(error)}`;
  }
}

describe("prepareTransaction", () => {
  it("gives the texts and the identifier that clients compute", () => {
    fc.assert(
      fc.property(transactions, (transaction) => {
        const prepared = prepareTransaction(transaction, sha256);
        expect(fromUtf8(prepared.signingBytes)).toBe(fromUtf8(transactionSigningBytes(transaction)));
        expect(prepared.text).toBe(canonicalJson({ ...transaction }));
        expect(prepared.id).toBe(transactionId(transactionSigningBytes(transaction), sha256));
      }),
    );
  });

  it("compares content without submitter, time and key", () => {
    fc.assert(
      fc.property(transactions, reference, fc.nat(), (transaction, idempotencyKey, createdAt) => {
        const again = prepareTransaction({ ...transaction, idempotencyKey, createdAt }, sha256);
        expect(again.content).toBe(prepareTransaction(transaction, sha256).content);
        const other = prepareTransaction({ ...transaction, method: `${transaction.method}x` }, sha256);
        expect(other.content).not.toBe(again.content);
      }),
    );
  });
});

describe("decodeTransaction", () => {
  it("reads what was written in canonical JSON", () => {
    fc.assert(
      fc.property(transactions, (transaction) => {
        const octets = canonicalBytes({ ...transaction });
        expect(canonicalJson({ ...decodeTransaction(octets) })).toBe(fromUtf8(octets));
      }),
    );
  });

  it("throws only its own errors, whatever it is given", () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.jsonValue().map((value) => utf8(JSON.stringify(value))),
      fc.tuple(transactions, fc.nat(), fc.nat(255)).map(([transaction, at, octet]) => {
        const bytes = canonicalBytes({ ...transaction });
        bytes[at % bytes.length] = octet;
        return bytes;
      }),
    );
    const known = /^(none|TRANSACTION_MALFORMED|INVALID_JSON|JSON_NOT_CANONICAL|TOO_LARGE)$/;
    fc.assert(
      fc.property(octets, (bytes) => {
        expect(codeOf(() => decodeTransaction(bytes))).toMatch(known);
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses octets beyond the limit before it reads them", () => {
    expect(codeOf(() => decodeTransaction(new Uint8Array(MAX_TRANSACTION_OCTETS + 1)))).toBe("TRANSACTION_TOO_LARGE");
  });

  it("refuses a missing and an additional member", () => {
    const [sample] = fc.sample(transactions, 1) as [SignedTransaction];
    const { submitter: _, ...less } = sample;
    expect(codeOf(() => decodeTransaction(canonicalBytes(less)))).toBe("TRANSACTION_MALFORMED");
    expect(codeOf(() => decodeTransaction(canonicalBytes({ ...sample, more: 1 })))).toBe("TRANSACTION_MALFORMED");
    expect(codeOf(() => decodeTransaction(canonicalBytes({ ...less, more: "x" })))).toBe("TRANSACTION_MALFORMED");
  });
});
