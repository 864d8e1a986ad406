import { join } from "node:path";
import { FileKeyStore, type Signer } from "@symbolon/crypto";
import { systemRandom } from "@symbolon/member";

/** Directory of the sample subscribers' own keys, below the devnet's. */
export const USER_KEYS = "samples";

/** The key of a sample subscriber's user, made when it is asked for the first time. A devnet's is plain, like all of its keys. */
export async function userSigner(directory: string, imsi: string): Promise<Signer> {
  const options = { directory: join(directory, USER_KEYS), protection: { kind: "plain" } } as const;
  await using store = await FileKeyStore.open(options, { random: systemRandom });
  const label = `user of imsi-${imsi}`;
  const known = (await store.list()).find((key) => key.label === label);
  const { id } = known ?? (await store.generate("EdDSA", label));
  return await store.signer(id);
}
