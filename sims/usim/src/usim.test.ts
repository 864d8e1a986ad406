import { fromHex } from "@symbolon/base";
import { Milenage, Tuak, checkAuts, generateVector, sqnFromOctets, sqnToOctets } from "@symbolon/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SequenceNumberWindow } from "./sequence-number-window.ts";
import { Usim } from "./usim.ts";

const rand = fromHex("23553cbe9637a89d218ae64dae47bf35");
const amf = fromHex("8000");
const algorithms = [
  new Milenage({ k: fromHex("465b5ce8b199b49faa5f0a2ee238a6bc"), opc: fromHex("cd63cb71954a9f4e48a5994e37a02baf") }),
  new Tuak({ k: new Uint8Array(32).fill(7), topc: new Uint8Array(32).fill(9) }),
];

describe.each(algorithms)("USIM with $name", (algorithm) => {
  const challenge = (sqn: number) => generateVector(algorithm, { rand, sqn: sqnToOctets(sqn), amf });

  it("answers a fresh challenge with RES, CK and IK", () => {
    const vector = challenge(32);
    expect(new Usim(algorithm).authenticate(rand, vector.autn)).toEqual({
      outcome: "success",
      res: vector.xres,
      ck: vector.ck,
      ik: vector.ik,
      amf,
    });
  });

  it("answers a repeated challenge with an AUTS that the home network understands", () => {
    const usim = new Usim(algorithm);
    const vector = challenge(32 * 100 + 3);
    usim.authenticate(rand, vector.autn);
    const answer = usim.authenticate(rand, vector.autn);
    expect(answer.outcome).toBe("synchronisation-failure");
    const { auts } = answer as { auts: Uint8Array };
    const sqnMs = checkAuts(algorithm, rand, auts) as Uint8Array;
    expect(sqnFromOctets(sqnMs)).toBe(32 * 100 + 3);
    const next = challenge(sqnFromOctets(sqnMs) + 32);
    expect(usim.authenticate(rand, next.autn).outcome).toBe("success");
  });

  it("finds a wrong MAC before it looks at SQN, and remembers nothing of it", () => {
    const usim = new Usim(algorithm);
    const autn = challenge(32).autn.slice();
    autn[15] = (autn[15] as number) ^ 1;
    expect(usim.authenticate(rand, autn)).toEqual({ outcome: "mac-failure" });
    expect(usim.sequenceNumbers.every((seq) => seq === 0)).toBe(true);
    expect(() => usim.authenticate(rand, autn.subarray(1))).toThrow(
      expect.objectContaining({ code: "AKA_INVALID_LENGTH" }),
    );
  });

  it("goes on where it stopped", () => {
    const usim = new Usim(algorithm);
    const vector = challenge(32 * 5);
    usim.authenticate(rand, vector.autn);
    const restarted = new Usim(algorithm, { sequenceNumbers: usim.sequenceNumbers });
    expect(restarted.authenticate(rand, vector.autn).outcome).toBe("synchronisation-failure");
  });
});

describe("window of sequence numbers, TS 33.102 Annex C.2", () => {
  it("takes vectors of different IND out of order", () => {
    const window = new SequenceNumberWindow();
    const sqn = (seq: number, ind: number) => seq * 32 + ind;
    expect([sqn(10, 0), sqn(9, 1), sqn(8, 2), sqn(11, 0), sqn(10, 1)].map((value) => window.accept(value))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect([sqn(11, 0), sqn(8, 2), sqn(10, 0)].map((value) => window.accept(value))).toEqual([false, false, false]);
    expect(window.sqnMs).toBe(sqn(11, 0));
  });

  it("refuses jumps above delta and numbers older than the age limit", () => {
    const window = new SequenceNumberWindow({ delta: 100, ageLimit: 10 });
    expect(window.accept(101 * 32)).toBe(false);
    expect(window.accept(100 * 32)).toBe(true);
    expect(window.accept(90 * 32 + 1)).toBe(false);
    expect(window.accept(91 * 32 + 1)).toBe(true);
  });

  it("keeps one number with no IND bits", () => {
    const window = new SequenceNumberWindow({ indBits: 0 });
    expect([1, 3, 2].map((sqn) => window.accept(sqn))).toEqual([true, true, false]);
    expect(window.sqnMs).toBe(3);
  });

  it("accepts no SQN twice, whatever the order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 12), { maxLength: 60 }), (sqns) => {
        const window = new SequenceNumberWindow({ indBits: 2 });
        const accepted = sqns.filter((sqn) => window.accept(sqn));
        expect(new Set(accepted).size).toBe(accepted.length);
        for (const sqn of accepted) expect(window.accept(sqn)).toBe(false);
        expect(window.sqnMs).toBe(highest([0, ...accepted]));
      }),
    );
  });
});

/** The SQN with the highest SEQ; the lowest IND where several have it. */
function highest(sqns: readonly number[]): number {
  const best = Math.max(...sqns.map((sqn) => Math.floor(sqn / 4)));
  return Math.min(...sqns.filter((sqn) => Math.floor(sqn / 4) === best));
}
