import { createCipheriv, createSecretKey, randomFillSync } from "node:crypto";
import { computeOpc, generateVector, Milenage, sqnToOctets, Tuak } from "@symbolon/crypto";
import type { BenchFigure, BenchOptions, BenchResult } from "./bench-result.ts";

const SUBSCRIBERS = 1_024;
const AMF = Uint8Array.of(0x80, 0);
const TEMP_BLOCK = new Uint8Array(16);
/** OUT1 to OUT4 of one vector. */
const OUTPUT_BLOCKS = new Uint8Array(64);

interface Subscriber {
  readonly k: Uint8Array;
  readonly opc: Uint8Array;
}

function octets(length: number): Uint8Array {
  return randomFillSync(new Uint8Array(length));
}

/** Calls per second of processor time, all threads together, the best of three runs: what one core does when nobody else wants it. */
function rate(calls: number, call: (index: number) => unknown): number {
  let best = 0;
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i += 1) call(i);
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, calls / ((user + system) / 1_000_000));
  }
  return Math.round(best);
}

/** Authentication vectors of Milenage, a new subscriber each time, beside the bare AES calls that no implementation on node:crypto can do without. */
export async function run({ full }: BenchOptions): Promise<BenchResult> {
  const calls = full ? 200_000 : 20_000;
  const subscribers: Subscriber[] = Array.from({ length: SUBSCRIBERS }, () => {
    const k = octets(16);
    return { k, opc: computeOpc(k, octets(16)) };
  });
  const subscriber = (index: number) => subscribers[index % SUBSCRIBERS] as Subscriber;
  const rands = Array.from({ length: SUBSCRIBERS }, () => octets(16));
  const challenge = (index: number) => ({
    rand: rands[index % SUBSCRIBERS] as Uint8Array,
    sqn: sqnToOctets(index),
    amf: AMF,
  });

  const bare = rate(calls, (index) => {
    const cipher = createCipheriv("aes-128-ecb", createSecretKey(subscriber(index).k), null);
    cipher.update(TEMP_BLOCK);
    return cipher.update(OUTPUT_BLOCKS);
  });
  const vectors = rate(calls, (index) => generateVector(new Milenage(subscriber(index)), challenge(index)));
  const algorithms = subscribers.map((keys) => new Milenage(keys));
  const kept = rate(calls, (index) => generateVector(algorithms[index % SUBSCRIBERS] as Milenage, challenge(index)));
  const tuak = new Tuak({ k: octets(16), topc: octets(32) });
  const tuakVectors = rate(calls / 10, (index) => generateVector(tuak, challenge(index)));

  const peer = { name: "one AES-128 cipher and two updates per vector, nothing else", value: bare };
  const figures: readonly BenchFigure[] = [
    {
      name: "Milenage vectors, a new key each",
      value: vectors,
      unit: "/s",
      peer,
      ratio: vectors / bare,
      bar: ">= 40,000/s",
    },
    { name: "Milenage vectors, keys kept as key objects", value: kept, unit: "/s", peer, ratio: kept / bare },
    { name: "TUAK vectors, one iteration of Keccak (own code)", value: tuakVectors, unit: "/s" },
  ];
  return { title: "Authentication vectors, crypto only, per second of processor time", figures };
}
