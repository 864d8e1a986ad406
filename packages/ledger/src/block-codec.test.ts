import { canonicalJson, fromUtf8, type JsonObject, SymbolonError, toBase64Url, utf8 } from "@symbolon/base";
import type { BlockHeader, HeaderSignature } from "@symbolon/proofs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeBlock,
  decodeHeartbeat,
  encodeBlock,
  encodeHeartbeat,
  MAX_BLOCK_OCTETS,
  MAX_BLOCK_TRANSACTIONS,
} from "./block-codec.ts";

const hash = "ab".repeat(32);
const header: BlockHeader = {
  ledger: "test-0011223344556677",
  height: 7,
  previousHash: hash,
  time: 1_767_225_600_000,
  transactionsRoot: hash,
  resultsRoot: hash,
  stateRoot: hash,
  validatorsHash: hash,
};
const signature: HeaderSignature = { suite: "ES256", spki: "AAAA", signature: toBase64Url(new Uint8Array(64)) };
const transaction = {
  ledger: header.ledger,
  contract: "test",
  method: "script",
  args: { steps: [] },
  submitter: "alice:client",
  idempotencyKey: "one",
  createdAt: 1,
  signature: toBase64Url(new Uint8Array(64)),
};
const result = { id: hash, status: "done", result: null, events: [{ type: "test.done", data: {} }] } as const;
const octets = encodeBlock({
  header,
  signature,
  transactionTexts: [canonicalJson(transaction)],
  resultTexts: [canonicalJson(result)],
});

function many<Item>(item: Item): readonly Item[] {
  return Array.from({ length: MAX_BLOCK_TRANSACTIONS + 1 }, () => item);
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return "none";
  } catch (error) {
    return error instanceof SymbolonError ? error.code : `not a SymbolonError: ${String(error)}`;
  }
}

describe("blocks", () => {
  it("are canonical JSON and come back as they were", () => {
    expect(decodeBlock(octets)).toEqual({ header, signature, transactions: [transaction], results: [result] });
    expect(fromUtf8(octets)).toBe(canonicalJson(decodeBlock(octets) as unknown as JsonObject));
  });

  it("are refused with BLOCK_MALFORMED, never otherwise, when octets change", () => {
    const changes = fc.tuple(fc.nat(octets.length - 1), fc.nat(255), fc.nat(40)).map(([at, octet, cut]) => {
      const changed = octets.slice(0, octets.length - (cut > 20 ? cut - 20 : 0));
      changed[at % changed.length] = octet;
      return changed;
    });
    fc.assert(
      fc.property(changes, (changed) => {
        expect(codeOf(() => decodeBlock(changed))).toMatch(/^(none|BLOCK_MALFORMED)$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["results without transactions", { transactions: [] }],
    ["a member too many", { more: 1 }],
    ["a header without state root", { header: { ...header, stateRoot: undefined } }],
    ["a result of unknown status", { results: [{ ...result, status: "perhaps" }] }],
    ["more transactions than a block may have", { transactions: many(transaction), results: many(result) }],
  ])("are refused with %s", (_, changes) => {
    const value = { ...(decodeBlock(octets) as unknown as JsonObject), ...(changes as unknown as JsonObject) };
    expect(codeOf(() => decodeBlock(utf8(canonicalJson(value))))).toBe("BLOCK_MALFORMED");
  });

  it("are refused beyond their limit before they are read", () => {
    expect(codeOf(() => decodeBlock(new Uint8Array(MAX_BLOCK_OCTETS + 1)))).toBe("BLOCK_MALFORMED");
  });
});

describe("heartbeats", () => {
  const heartbeat = { ledger: header.ledger, height: 7, headerHash: hash, time: 5, signature };

  it("come back as they were", () => {
    expect(decodeHeartbeat(encodeHeartbeat(heartbeat))).toEqual(heartbeat);
  });

  it("are refused with BLOCK_MALFORMED when they are something else", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(utf8)), (bytes) => {
        expect(codeOf(() => decodeHeartbeat(bytes))).toBe("BLOCK_MALFORMED");
      }),
    );
  });
});
