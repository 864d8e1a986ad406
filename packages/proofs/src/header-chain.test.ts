import { describe, expect, it } from "vitest";
import { type BlockHeader, headerHash, headerSigningBytes, type SignedHeader, validatorsHash } from "./block-header.ts";
import { verifyHeaderChain } from "./header-chain.ts";
import { modules, sha256, TestLedger, TestOrderer } from "../test/proof-fixture.ts";

const { header: genesis, orderer } = new TestLedger();
const successor = new TestOrderer();
const sets = [[orderer.validator], [successor.validator]];

function follow(before: BlockHeader, signer: TestOrderer, changes: Partial<BlockHeader> = {}): SignedHeader {
  const previousHash = headerHash(before, sha256);
  const header = { ...before, height: before.height + 1, time: before.time + 1, previousHash, ...changes };
  return { header, signature: signer.sign(headerSigningBytes(header)) };
}

const admit = { validatorsHash: validatorsHash([successor.validator], sha256) };
const check = (headers: readonly SignedHeader[]) => verifyHeaderChain(genesis, headers, sets, modules);

describe("verifyHeaderChain", () => {
  it("follows headers, also where the ordering key changes", async () => {
    const first = follow(genesis, orderer);
    const second = follow(first.header, orderer, admit);
    const third = follow(second.header, successor);
    expect(await check([first, second, third])).toEqual({ valid: true, head: third.header });
    expect(await check([])).toEqual({ valid: true, head: genesis });
  });

  it("refuses the old key after the change, the new one before it, and a stranger", async () => {
    const first = follow(genesis, orderer, admit);
    expect(await check([first, follow(first.header, orderer)])).toMatchObject({ reason: "SIGNER_UNKNOWN" });
    expect(await check([follow(genesis, successor)])).toMatchObject({ reason: "SIGNER_UNKNOWN" });
    expect(await check([follow(genesis, new TestOrderer())])).toMatchObject({ reason: "SIGNER_UNKNOWN" });
  });

  it.each([
    { ledger: "other" },
    { height: genesis.height + 2 },
    { height: genesis.height },
    { time: genesis.time - 1 },
    { previousHash: "0".repeat(64) },
  ])("refuses a header that does not follow: %j", async (changes) => {
    expect(await check([follow(genesis, orderer, changes)])).toMatchObject({ valid: false, reason: "PARTS_DISAGREE" });
  });

  it("refuses a signature of other octets or of none", async () => {
    const next = follow(genesis, orderer);
    const changed = { ...next, header: { ...next.header, stateRoot: "1".repeat(64) } };
    expect(await check([changed])).toMatchObject({ reason: "SIGNATURE_INVALID" });
    const unreadable = { ...next, signature: { ...next.signature, signature: "=" } };
    expect(await check([unreadable])).toMatchObject({ reason: "SIGNATURE_INVALID" });
  });
});
