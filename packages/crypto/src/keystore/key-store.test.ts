import { generateKeyPairSync, randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@symbolon/base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cryptoErrors } from "../errors.ts";
import { verifySignature } from "../signatures/verify.ts";
import { FileKeyStore } from "./file-key-store.ts";
import type { KeyStore } from "./key-store.ts";
import { MemoryKeyStore } from "./memory-key-store.ts";
import type { ProtectionChoice } from "./store-header.ts";

const random = { bytes: (length: number) => Uint8Array.from(randomBytes(length)) };
const cost = { costExponent: 8, blockSize: 8, parallelism: 1 };
const secret: ProtectionChoice = { kind: "passphrase", passphrase: utf8("correct horse"), cost };
const plain: ProtectionChoice = { kind: "plain" };
const message = utf8("symbolon/test/1\n{}");

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "symbolon-keys-")), "keys");
});
afterEach(async () => {
  await rm(join(directory, ".."), { recursive: true });
});

function open(protection: ProtectionChoice): Promise<FileKeyStore> {
  return FileKeyStore.open({ directory, protection }, { random });
}

function failure(code: string) {
  return expect.objectContaining({ code });
}

describe.each([
  ["memory", async (): Promise<KeyStore> => new MemoryKeyStore()],
  ["plain files", (): Promise<KeyStore> => open(plain)],
  ["encrypted files", (): Promise<KeyStore> => open(secret)],
])("key store: %s", (_name, make) => {
  it.each(["ES256", "EdDSA"] as const)("generates, finds, signs with and deletes %s keys", async (suite) => {
    await using store = await make();
    const key = await store.generate(suite, "orderer 1");
    expect(key).toMatchObject({ label: "orderer 1", suite, id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await store.list()).toEqual([key]);
    expect(await store.find(key.id)).toEqual(key);
    const signer = await store.signer(key.id);
    expect(signer).toMatchObject({ suite, spki: key.spki });
    expect(verifySignature(suite, key.spki, message, await signer.sign(message))).toBe(true);
    await store.delete(key.id);
    expect(await store.list()).toEqual([]);
    await expect(store.signer(key.id)).rejects.toThrow(failure("KEY_UNKNOWN"));
    await expect(store.delete(key.id)).rejects.toThrow(failure("KEY_UNKNOWN"));
    await expect(store.find("../../etc/passwd")).rejects.toThrow(failure("KEY_UNKNOWN"));
  });

  it("imports what another store exported", async () => {
    await using from = new MemoryKeyStore();
    await using store = await make();
    const key = await from.generate("EdDSA", "mobile");
    const exported = await from.exportPrivateKey(key.id);
    expect(await store.import(exported, "mobile")).toEqual(key);
    expect(await store.exportPrivateKey(key.id)).toEqual(exported);
    expect(await store.import(exported, "renamed")).toEqual({ ...key, label: "renamed" });
    expect(await store.list()).toHaveLength(1);
  });

  it("refuses keys of other kinds, other octets and bad labels", async () => {
    await using store = await make();
    const other = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
    const pkcs8 = other.export({ type: "pkcs8", format: "der" });
    for (const octets of [pkcs8, pkcs8.subarray(1), new Uint8Array(0), new Uint8Array(2000)]) {
      await expect(store.import(octets, "key")).rejects.toThrow(failure("INVALID_PRIVATE_KEY"));
    }
    for (const label of ["", "line\nfeed", "x".repeat(101)]) {
      await expect(store.generate("ES256", label)).rejects.toThrow(failure("INVALID_KEY_LABEL"));
    }
    expect(await store.list()).toEqual([]);
  });
});

describe.each([
  ["plain", plain],
  ["encrypted", secret],
])("key store in %s files", (name, protection) => {
  async function filled() {
    await using store = await open(protection);
    return store.generate("ES256", "client");
  }

  it("finds its keys again", async () => {
    const key = await filled();
    await using store = await open(protection);
    expect(await store.list()).toEqual([key]);
    const signature = await (await store.signer(key.id)).sign(message);
    expect(verifySignature(key.suite, key.spki, message, signature)).toBe(true);
  });

  it("makes files that only the owner may read and leaves no partial ones", async () => {
    const key = await filled();
    expect((await readdir(directory)).toSorted()).toEqual([`${key.id}.key`, "keystore.json"]);
    for (const file of await readdir(directory)) {
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it("says in its header whether the keys are readable", async () => {
    const key = await filled();
    const header = await readFile(join(directory, "keystore.json"), "utf8");
    expect(header.includes("NOT encrypted")).toBe(name === "plain");
    await using store = await open(protection);
    expect(store.capabilities.encrypted).toBe(name === "encrypted");
    const file = JSON.parse(await readFile(join(directory, `${key.id}.key`), "utf8")) as { sealed: string };
    const sealed = Buffer.from(file.sealed, "base64url");
    const pkcs8 = await store.exportPrivateKey(key.id);
    expect(sealed.includes(Buffer.from(pkcs8).subarray(-100, -70))).toBe(name === "plain");
  });

  it("refuses a file that is cut at any place or has any bit flipped", async () => {
    await filled();
    for (const file of await readdir(directory)) {
      const path = join(directory, file);
      const whole = await readFile(path);
      const damages = [0, 1, whole.length >> 1, whole.length - 3].map((end) => whole.subarray(0, end));
      for (let at = 0; at < whole.length - 1; at += 7) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
        damages.push(flipped);
      }
      for (const damaged of damages) {
        await writeFile(path, damaged);
        const error: unknown = await open(protection).catch((thrown: unknown) => thrown);
        expect(cryptoErrors.is(error) && error.code).toMatch(/^KEY_STORE_(DAMAGED|FORMAT_UNKNOWN)$/);
        expect((error as Error).message).toContain(file);
      }
      await writeFile(path, whole);
    }
    await using store = await open(protection);
    expect(await store.list()).toHaveLength(1);
  });

  it("refuses one key under another's name, a lost header and an unknown format", async () => {
    const key = await filled();
    const path = join(directory, `${key.id}.key`);
    const bytes = await readFile(path);
    const other = join(directory, `${"0".repeat(64)}.key`);
    await writeFile(other, bytes, { mode: 0o600 });
    await expect(open(protection)).rejects.toThrow(failure("KEY_STORE_DAMAGED"));
    await rm(other);
    await writeFile(path, String(bytes).replace('"format": 1', '"format": 2'));
    await expect(open(protection)).rejects.toThrow(failure("KEY_STORE_FORMAT_UNKNOWN"));
    await writeFile(path, bytes);
    await rm(join(directory, "keystore.json"));
    await expect(open(protection)).rejects.toThrow(failure("KEY_STORE_DAMAGED"));
  });

  it("refuses to open what others may read", async () => {
    await filled();
    await chmod(join(directory, "keystore.json"), 0o640);
    await expect(open(protection)).rejects.toThrow(failure("KEY_STORE_UNSAFE"));
    await chmod(join(directory, "keystore.json"), 0o600);
    await chmod(directory, 0o755);
    await expect(open(protection)).rejects.toThrow(failure("KEY_STORE_UNSAFE"));
  });

  it("refuses to open in the other mode", async () => {
    await filled();
    await expect(open(name === "plain" ? secret : plain)).rejects.toThrow(failure("KEY_STORE_FORMAT_UNKNOWN"));
  });
});

describe("encrypted files", () => {
  it("refuses a wrong passphrase without naming it", async () => {
    await (await open(secret))[Symbol.asyncDispose]();
    const wrong = { ...secret, passphrase: utf8("battery staple") };
    const error: unknown = await open(wrong).catch((thrown: unknown) => thrown);
    expect(error).toEqual(failure("KEY_STORE_PASSPHRASE_WRONG"));
    expect(String(error)).not.toContain("staple");
  });
});
