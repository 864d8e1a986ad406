import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalBytes, type JsonObject, toBase64Url } from "@symbolon/base";
import { buildGenesis, type MemberProfile } from "@symbolon/contracts";
import { sha256 } from "@symbolon/crypto";
import { ledgerIdentifier } from "@symbolon/ledger";
import { createIdentity, type MemberIdentity, systemClock, systemRandom } from "@symbolon/member";
import { configText } from "@symbolon/member/config";
import { encodeTrust } from "@symbolon/proofs";
import { devnetName, memberProfile } from "./member-profile.ts";
import { memberValues } from "./member-values.ts";
import type { DevnetParticipant } from "./topology.ts";

/** Files of a devnet, below its directory. */
export const devnetFiles = {
  genesis: "genesis.json",
  trust: "trust.json",
  config: "member.yaml",
} as const;

export interface CreateDevnetOptions {
  readonly directory: string;
  readonly portBase: number;
  readonly participants: readonly DevnetParticipant[];
}

/** Makes keys, certificates, configuration and genesis of a devnet. Its keys are plain: it is for one machine and for trying out. */
export async function createDevnet({ directory, portBase, participants }: CreateDevnetOptions): Promise<void> {
  const partial = `${directory}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  const profiles: MemberProfile[] = [];
  const identities: MemberIdentity[] = [];
  for (const [index, participant] of participants.entries()) {
    const identity = await createMember(join(partial, participant.id), participant, index, portBase);
    identities.push(identity);
    profiles.push(memberProfile(participant, identity, index, portBase));
  }
  writeGenesis(partial, identities, profiles);
  await Promise.all(identities.map(({ keyStore }) => keyStore[Symbol.asyncDispose]()));
  rmSync(directory, { recursive: true, force: true });
  renameSync(partial, directory);
}

async function createMember(
  directory: string,
  participant: DevnetParticipant,
  index: number,
  portBase: number,
): Promise<MemberIdentity> {
  const identity = await createIdentity(
    {
      directory,
      memberId: participant.id,
      names: [devnetName(participant.id), "127.0.0.1", "localhost"],
      protection: { kind: "plain" },
      exportCommunicationKey: true,
    },
    { clock: systemClock, random: systemRandom },
  );
  writeFileSync(join(directory, devnetFiles.config), configText(memberValues(participant, index, portBase)), {
    mode: 0o600,
  });
  return identity;
}

function writeGenesis(
  directory: string,
  identities: readonly MemberIdentity[],
  founders: readonly MemberProfile[],
): void {
  const validators = identities
    .slice(0, 1)
    .map(({ nodeCertificate: { suite, spki } }) => ({ suite, spki: toBase64Url(spki) }));
  const genesis = buildGenesis({ name: "devnet", time: systemClock.now(), validators, founders });
  writeFileSync(join(directory, devnetFiles.genesis), canonicalBytes(genesis as unknown as JsonObject));
  const trust = encodeTrust({ format: 1, type: "embedded", ledger: ledgerIdentifier(genesis, sha256), validators });
  writeFileSync(join(directory, devnetFiles.trust), trust);
}
