import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIdentity, systemClock, systemRandom } from "@symbolon/member";
import type { MemberConfig } from "@symbolon/member/config";
import { identifyPeer } from "@symbolon/crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownTrust } from "./own-trust.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "symbolon-own-trust-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

async function identity(memberId: string, folder: string) {
  const options = {
    directory: join(directory, folder),
    memberId,
    names: ["127.0.0.1"],
    protection: { kind: "plain" },
    exportCommunicationKey: false,
  } as const;
  const { keyStore, communicationCertificate } = await createIdentity(options, {
    clock: systemClock,
    random: systemRandom,
  });
  await keyStore[Symbol.asyncDispose]();
  return communicationCertificate;
}

describe("trust of a member in its own node", () => {
  it("is in its own CA alone: neither in another member's nor in another CA of its name", async () => {
    const own = await identity("foundry", "foundry");
    const [other, namesake] = [await identity("harbour", "harbour"), await identity("foundry", "namesake")];
    const config = {
      member: "foundry",
      tls: { certificate: join(directory, "foundry/tls/node.pem") },
    } as unknown as MemberConfig;
    const trust = ownTrust(config);
    expect(trust.members().map(({ memberId }) => memberId)).toEqual(["foundry"]);
    const identify = (der: Uint8Array) => identifyPeer(der, (id) => trust.find(id), systemClock.now());
    expect(identify(own.der)).toMatchObject({ memberId: "foundry", names: ["127.0.0.1"] });
    for (const { der } of [other, namesake]) {
      expect(() => identify(der)).toThrow(expect.objectContaining({ code: "CERTIFICATE_NOT_TRUSTED" }));
    }
  });
});
