import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileKeyStore } from "@symbolon/crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../adapters/system-clock.ts";
import { systemRandom } from "../adapters/system-random.ts";
import type { MemberConfig } from "../config/member-config.ts";
import { createIdentity } from "../identity/create-identity.ts";
import { identityFiles } from "../identity/member-identity.ts";
import { NodeKeys } from "./open-keys.ts";

const modules = { clock: systemClock, random: systemRandom };

let directory: string;
let config: MemberConfig;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "symbolon-identity-"));
  const { keyStore } = await createIdentity(
    {
      directory,
      memberId: "foundry",
      names: ["foundry.example"],
      protection: { kind: "plain" },
      exportCommunicationKey: true,
    },
    modules,
  );
  await keyStore[Symbol.asyncDispose]();
  config = {
    keys: { store: join(directory, identityFiles.keyStore), passphrase: "none", node: "node", admin: "admin" },
    tls: { certificate: join(directory, identityFiles.communicationCertificate), key: "communication" },
  } as unknown as MemberConfig;
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe("the keys of a node", () => {
  it("are what the new identity holds, its plain key file for its owner alone", async () => {
    await using keys = await NodeKeys.open(config, modules);
    const { certificate } = await keys.tlsIdentity();
    expect(certificate).toMatchObject({ use: "communication", memberId: "foundry", names: ["foundry.example"] });
    expect(await keys.idOf("communication")).toBe(certificate.keyId);
    expect(statSync(join(directory, identityFiles.communicationKey)).mode & 0o777).toBe(0o600);
    expect((await keys.adminSigner()).certificateId).not.toBe(await keys.idOf("node"));
  });

  it("seal the subscriber store under a key that no rotation of another one changes", async () => {
    await using keys = await NodeKeys.open(config, modules);
    const before = await keys.subscriberStoreKey();
    expect(before.key).toHaveLength(32);
    const { id } = await keys.prepareRotation("node");
    await keys.completeRotation("node", id);
    expect(await keys.subscriberStoreKey()).toEqual(before);
  });

  it("rotate in two steps: the new one is prepared once, and signs when the ledger has it", async () => {
    await using keys = await NodeKeys.open(config, modules);
    const { certificateId: old } = await keys.adminSigner();
    const next = await keys.prepareRotation("admin");
    expect((await keys.prepareRotation("admin")).id).toBe(next.id);
    expect((await keys.adminSigner()).certificateId).toBe(old);
    await keys.completeRotation("admin", next.id);
    expect((await keys.adminSigner()).certificateId).toBe(next.id);
    expect(await keys.idOf(`admin until ${next.id.slice(0, 8)}`)).toBe(old);
  });

  it("are found although a rotation was cut off before its last step", async () => {
    const next = await cutOffRotation();
    await using keys = await NodeKeys.open(config, modules);
    expect((await keys.adminSigner()).certificateId).toBe(next);
  });

  it("are missed by name", async () => {
    await using keys = await NodeKeys.open({ ...config, keys: { ...config.keys, admin: "nobody" } }, modules);
    await expect(keys.adminSigner()).rejects.toMatchObject({
      code: "MEMBER_FILE_UNREADABLE",
      message: expect.stringContaining("nobody") as string,
    });
  });

  it("are not opened without the passphrase that the configuration names", async () => {
    const passphrase = "credential:symbolon-passphrase";
    const asked = NodeKeys.open({ ...config, keys: { ...config.keys, passphrase } }, modules);
    await expect(asked).rejects.toMatchObject({ code: "PASSPHRASE_UNAVAILABLE" });
  });
});

/** Leaves the store as a crash in the midst of `completeRotation` does. @returns the new key */
async function cutOffRotation(): Promise<string> {
  await using store = await FileKeyStore.open(
    { directory: config.keys.store, protection: { kind: "plain" } },
    { random: systemRandom },
  );
  const old = (await store.list()).find(({ label }) => label === "admin");
  const next = await store.generate("ES256", "admin next");
  await store.import(await store.exportPrivateKey(old?.id ?? ""), "admin until then");
  return next.id;
}
