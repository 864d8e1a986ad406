import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPassphrase } from "@symbolon/crypto";
import { createIdentity, systemClock, systemRandom } from "@symbolon/member";
import { configText } from "@symbolon/member/config";
import type { ConsoleOutput } from "../console/console-output.ts";
import { symbolonErrors } from "../errors.ts";

export interface InitOptions {
  readonly member: string;
  readonly name?: string;
  readonly role: readonly string[];
  readonly host: readonly string[];
  readonly directory: string;
  readonly passphraseFd?: string;
}

/** `symbolon init`: everything a member needs before it founds or joins a ledger. @throws ALREADY_EXISTS */
export async function initMember(options: InitOptions, output: ConsoleOutput): Promise<void> {
  const { member, directory, passphraseFd } = options;
  if (existsSync(join(directory, "member.yaml")))
    throw symbolonErrors.error("ALREADY_EXISTS", `${directory}/member.yaml is there already`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const names = options.host.length > 0 ? options.host : ["127.0.0.1", "localhost"];
  const protection =
    passphraseFd === undefined
      ? ({ kind: "plain" } as const)
      : ({
          kind: "passphrase",
          passphrase: await readPassphrase({ kind: "file-descriptor", descriptor: Number(passphraseFd) }),
        } as const);
  const identity = await createIdentity(
    { directory, memberId: member, names, protection, exportCommunicationKey: false },
    { clock: systemClock, random: systemRandom },
  );
  await identity.keyStore[Symbol.asyncDispose]();
  writeFileSync(join(directory, "member.yaml"), configText(valuesOf(options)), { mode: 0o600 });
  if (passphraseFd === undefined)
    output.note("the keys are plain on disk (mode 0600); give --passphrase-fd to have them encrypted");
  const answer = { member, directory, config: join(directory, "member.yaml"), ca: join(directory, "tls/ca.pem") };
  output.answer(
    answer,
    `made ${directory}: keys, CA, certificates, member.yaml\nnext: get genesis.json from the alliance, look through member.yaml, then \`symbolon node --config ${answer.config}\``,
  );
}

function valuesOf({ member, passphraseFd }: InitOptions): Readonly<Record<string, unknown>> {
  return {
    member,
    directory: ".",
    ledger: {
      genesis: "genesis.json",
      state: "state",
      follow: { url: "https://orderer.example:7020", member: "orderer" },
    },
    keys: { store: "keys", passphrase: passphraseFd === undefined ? "none" : `fd:${passphraseFd}` },
    faces: {
      bchf: "127.0.0.1:7010",
      sbi: "127.0.0.1:7011",
      enum: "127.0.0.1:7012",
      mslookup: "127.0.0.1:7013",
      api: "127.0.0.1:7020",
      metrics: "127.0.0.1:7021",
    },
    enum: { suffix: "e164.arpa", sipDomain: "ims.example", ttlSeconds: 60 },
    freshness: { maxAgeSeconds: 30, failClosed: false },
    log: { level: "info" },
  };
}
