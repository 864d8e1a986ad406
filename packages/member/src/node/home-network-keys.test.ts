import { parseImsi } from "@symbolon/base";
import { concealSupi, Sidf } from "@symbolon/crypto";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../adapters/system-random.ts";
import { homeNetworkKeys, homeNetworkPublicKey } from "./home-network-keys.ts";

const storeKey = { id: "test", key: new Uint8Array(32).fill(7) };

describe("keys of the home network", () => {
  it("are the same for the same store key, and differ by identifier and store key", () => {
    const [one, two] = homeNetworkKeys([1, 2], storeKey);
    expect(homeNetworkKeys([1], storeKey)).toEqual([one]);
    expect(one?.privateKey).toHaveLength(32);
    expect(two?.privateKey).not.toEqual(one?.privateKey);
    const other = homeNetworkKeys([1], { id: "test", key: new Uint8Array(32).fill(8) });
    expect(other[0]?.privateKey).not.toEqual(one?.privateKey);
  });

  it("are not the key that seals the store", () => {
    const [one] = homeNetworkKeys([1], storeKey);
    expect(one?.privateKey).not.toEqual(storeKey.key);
  });

  it("reveal what a USIM conceals under the public key", () => {
    const keys = homeNetworkKeys([1, 255], storeKey);
    const sidf = new Sidf(keys);
    for (const key of keys) {
      const suci = concealed(homeNetworkPublicKey(key));
      expect(sidf.deconceal(suci)).toEqual({ kind: "imsi", digits: "315010000100000" });
    }
    const strangers = new Sidf(homeNetworkKeys([1], { id: "test", key: new Uint8Array(32) }));
    const [first] = keys;
    if (first === undefined) throw new Error("no key");
    expect(() => strangers.deconceal(concealed(homeNetworkPublicKey(first)))).toThrow(
      expect.objectContaining({ code: "SUCI_MAC_FAILURE" }),
    );
  });
});

function concealed(publicKey: ReturnType<typeof homeNetworkPublicKey>) {
  const supi = { kind: "imsi", digits: parseImsi("315010000100000") } as const;
  return concealSupi({ supi, routingIndicator: "0", mncLength: 3, homeNetworkPublicKey: publicKey }, systemRandom);
}
