import { randomBytes } from "node:crypto";
import { fromHex, toHex } from "@symbolon/base";
import {
  checkAutn,
  checkAuts,
  generateAuts,
  generateVector,
  kcOf,
  Milenage,
  sqnFromOctets,
  sqnToOctets,
  sresOf,
} from "@symbolon/crypto";
import { describe, expect, it } from "vitest";
import { requireProgram } from "./src/require-program.ts";
import { runProgram } from "./src/run-program.ts";

const RUNS = 25;
/** Lowest bits of SQN that osmo-auc-gen keeps for IND (TS 33.102 Annex C.1.1.1). */
const IND_BITS = 5;

interface Subscriber {
  readonly k: Uint8Array;
  readonly opc: Uint8Array;
  readonly rand: Uint8Array;
  readonly amf: Uint8Array;
  readonly sqn: Uint8Array;
}

const subscribers = Array.from({ length: RUNS }, (): Subscriber => {
  const random = (length: number) => new Uint8Array(randomBytes(length));
  return { k: random(16), opc: random(16), rand: random(16), amf: random(2), sqn: random(6) };
});

async function aucGen(subscriber: Subscriber, ...args: string[]) {
  const path = requireProgram("osmo-auc-gen", "libosmocore-utils");
  const { k, opc, amf, rand } = subscriber;
  const common = ["-3", "-a", "milenage", "-k", toHex(k), "-o", toHex(opc), "-f", toHex(amf), "-r", toHex(rand)];
  const { status, stdout } = await runProgram(path, [...common, ...args]);
  const fields = Object.fromEntries(
    [...stdout.matchAll(/^([\w. ]+):\t(\S+)$/gm)].map(([, name, value]) => [name, value]),
  );
  return { status, stdout, fields };
}

describe("Milenage against osmo-auc-gen", () => {
  it("makes the same vector, 2G and 3G", async () => {
    for (const subscriber of subscribers) {
      const ours = generateVector(new Milenage(subscriber), subscriber);
      const { fields } = await aucGen(subscriber, "-s", String(sqnFromOctets(subscriber.sqn)));
      expect(fields).toMatchObject({
        RAND: toHex(ours.rand),
        AUTN: toHex(ours.autn),
        IK: toHex(ours.ik),
        CK: toHex(ours.ck),
        RES: toHex(ours.xres),
        SRES: toHex(sresOf(ours.xres)),
        Kc: toHex(kcOf(ours.ck, ours.ik)),
      });
    }
  });

  it("accepts the peer's AUTN as a USIM, and none that was changed", async () => {
    for (const subscriber of subscribers) {
      const algorithm = new Milenage(subscriber);
      const { fields } = await aucGen(subscriber, "-s", String(sqnFromOctets(subscriber.sqn)));
      const autn = fromHex(fields["AUTN"] ?? "");
      expect(checkAutn(algorithm, subscriber.rand, autn)).toMatchObject({ sqn: subscriber.sqn, amf: subscriber.amf });
      const changed = autn.with(autn.length - 1, (autn.at(-1) as number) ^ 1);
      expect(checkAutn(algorithm, subscriber.rand, changed)).toBeUndefined();
    }
  });

  it("makes an AUTS that the peer accepts, and goes on behind its SQN", async () => {
    for (const subscriber of subscribers) {
      const algorithm = new Milenage(subscriber);
      const auts = generateAuts(algorithm, subscriber.rand, subscriber.sqn);
      expect(checkAuts(algorithm, subscriber.rand, auts)).toEqual(subscriber.sqn);
      const sqnMs = sqnFromOctets(subscriber.sqn);
      const { fields } = await aucGen(subscriber, "-A", toHex(auts), "-l", String(IND_BITS), "-i", "3");
      expect(fields["SQN.MS"]).toBe(String(sqnMs));
      // The next SEQ with the IND asked for, and never one that the USIM has seen.
      const next = (Math.floor(sqnMs / 2 ** IND_BITS) + 1) * 2 ** IND_BITS + 3;
      expect(fields["SQN"]).toBe(String(next));
      expect(checkAutn(algorithm, subscriber.rand, fromHex(fields["AUTN"] ?? ""))?.sqn).toEqual(sqnToOctets(next));
    }
  });

  it("agrees with the peer that a forged AUTS is none", async () => {
    for (const subscriber of subscribers.slice(0, 5)) {
      const algorithm = new Milenage(subscriber);
      const auts = generateAuts(algorithm, subscriber.rand, subscriber.sqn);
      const forged = auts.with(0, (auts[0] as number) ^ 0x80);
      expect(checkAuts(algorithm, subscriber.rand, forged)).toBeUndefined();
      const { status, stdout } = await aucGen(subscriber, "-A", toHex(forged));
      expect({ status, stdout }).toMatchObject({ status: 1, stdout: expect.not.stringContaining("SQN.MS") });
    }
  });
});
