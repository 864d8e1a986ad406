import { createPrivateKey } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileKeyStore } from "@symbolon/crypto";
import { NodeKeys, systemRandom } from "@symbolon/member";
import { loadMemberConfig } from "@symbolon/member/config";
import { describe, expect, it } from "vitest";
import { devnetFiles } from "../src/devnet/create-devnet.ts";
import { participants } from "../src/devnet/topology.ts";
import { USER_KEYS } from "../src/devnet/user-keys.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { runSymbolon } from "./run-symbolon.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

/** What must never be seen, with what it is. */
type Secret = readonly [what: string, octets: Buffer];

/** K and OPc of every card that the devnet has opened an account for. */
function cardSecrets(directory: string): readonly Secret[] {
  return participants.flatMap(({ id }) => {
    const cards = join(directory, id, "cards");
    if (!statSync(cards, { throwIfNoEntry: false })?.isDirectory()) return [];
    return readdirSync(cards).flatMap((name) =>
      readFileSync(join(cards, name), "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .flatMap((line): readonly Secret[] => {
          const [imsi, k = "", opc = ""] = line.split(",");
          return [
            [`K of ${imsi}`, Buffer.from(k, "hex")],
            [`OPc of ${imsi}`, Buffer.from(opc, "hex")],
          ];
        }),
    );
  });
}

/** Private scalars and seeds out of every key store, and the keys that seal the subscriber stores. */
async function keySecrets(directory: string): Promise<readonly Secret[]> {
  const secrets: Secret[] = [];
  const stores = [USER_KEYS, ...participants.map(({ id }) => join(id, "keys"))];
  for (const store of stores) {
    const options = { directory: join(directory, store), protection: { kind: "plain" } } as const;
    await using keys = await FileKeyStore.open(options, { random: systemRandom });
    for (const { id, label } of await keys.list()) {
      const pkcs8 = Buffer.from(await keys.exportPrivateKey(id));
      const { d = "" } = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }).export({ format: "jwk" });
      secrets.push([`${store}: ${label}`, Buffer.from(d, "base64url")]);
    }
  }
  for (const { id, plmn } of participants) {
    if (plmn === undefined) continue;
    const file = join(directory, id, devnetFiles.config);
    await using keys = await NodeKeys.open(loadMemberConfig({ file, environment: {}, options: {} }), {
      random: systemRandom,
    });
    secrets.push([`store key of ${id}`, Buffer.from((await keys.subscriberStoreKey()).key)]);
  }
  return secrets;
}

/** The ways in which octets get into text. Unpadded base64 is found in padded too. */
function spellings(octets: Buffer): readonly string[] {
  return [octets.toString("hex"), octets.toString("base64").replace(/=+$/, ""), octets.toString("base64url")];
}

function found(text: string, secrets: readonly Secret[]): readonly string[] {
  const lower = text.toLowerCase();
  return secrets
    .filter(([, octets]) => {
      const [hex = "", ...others] = spellings(octets);
      return lower.includes(hex) || others.some((spelling) => text.includes(spelling));
    })
    .map(([what]) => what);
}

describe("secrets", () => {
  it("are in no line that a devnet prints or logs, at the most talkative level", async () => {
    await using devnet = await RunningDevnet.start({
      prepare: (files) => {
        for (const file of files) {
          const text = readFileSync(file, "utf8");
          expect(text).toContain("level: warn");
          writeFileSync(file, text.replace("level: warn", "level: debug"));
        }
      },
    });
    const secrets = [...cardSecrets(devnet.directory), ...(await keySecrets(devnet.directory))];
    expect(secrets.length).toBeGreaterThan(1800);
    expect(secrets.every(([, octets]) => octets.length >= 16)).toBe(true);

    const refused = await devnet.run("resolve", devnet.document.samples.unassigned.identifier);
    const shown = await devnet.run("members", "show", "foundry");
    const { sbi } = devnet.member("foundry").endpoints;
    const broken = await fetch(`${sbi}/nudm-ueau/v1/imsi-315010000100000/security-information/generate-auth-data`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"servingNetworkName":"no such name","ausfInstanceId":7}',
    });
    const answer = await broken.text();
    await devnet.stop();
    const text = [devnet.stdout, devnet.stderr, refused.stderr, shown.stdout, answer].join("\n");
    expect(devnet.stderr).toContain("/nudm-ueau/v1/");
    expect(found(text, secrets)).toEqual([]);
    // The search finds what is there: the document that is made for trying out names one K.
    expect(found(JSON.stringify(devnet.document), secrets)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^K of /), expect.stringMatching(/^OPc of /)]),
    );
  });

  it("are in the files of their owner alone", async () => {
    await using devnet = await RunningDevnet.start();
    for (const entry of readdirSync(devnet.directory, { recursive: true, withFileTypes: true })) {
      const isSecret =
        /\.key$|^subscribers\.sqlite|^devnet\.json$/.test(entry.name) || entry.parentPath.endsWith("cards");
      if (!entry.isFile() || !isSecret) continue;
      const path = join(entry.parentPath, entry.name);
      expect({ path, open: (statSync(path).mode & 0o077).toString(8) }).toEqual({ path, open: "0" });
    }
  });

  it("are sealed by a passphrase, which is not seen either", async () => {
    using temporary = new TemporaryDirectory();
    const options = { cwd: temporary.path, descriptor: "correct horse battery staple" };
    const made = await runSymbolon(["init", "--member", "newcomer", "--passphrase-fd", "3"], options);
    expect(made.status).toBe(0);
    const config = temporary.at("newcomer", devnetFiles.config);
    const wrong = { ...options, descriptor: "incorrect horse" };
    const refused = await runSymbolon(["node", "--config", config], wrong);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringMatching(/passphrase/i) as string });
    const printed = [made, refused].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    const written = readdirSync(temporary.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
    expect(written.length).toBeGreaterThan(5);
    for (const text of [...printed, ...written]) expect(text).not.toContain("horse");
    const keys = temporary.at("newcomer", "keys");
    await expect(
      FileKeyStore.open({ directory: keys, protection: { kind: "plain" } }, { random: systemRandom }),
    ).rejects.toThrow("plain is configured");
  });
});
