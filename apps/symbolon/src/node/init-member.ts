import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MemberProfile } from "@symbolon/contracts/members";
import { type ProtectionChoice, readPassphrase } from "@symbolon/crypto";
import { createIdentity, type MemberIdentity, readGenesis, systemClock, systemRandom } from "@symbolon/member";
import { configText } from "@symbolon/member/config";
import type { Genesis } from "@symbolon/state";
import type { ConsoleOutput } from "../console/console-output.ts";
import { checkPortBase, faceOffsets } from "../devnet/ports.ts";
import { symbolonErrors } from "../errors.ts";
import { identityOf, signApplication } from "./member-application.ts";

export interface InitOptions {
  readonly member: string;
  readonly name?: string;
  readonly role: readonly string[];
  readonly host: readonly string[];
  readonly directory: string;
  readonly passphraseFd?: string;
  /** Genesis document of the alliance; without it there is no application yet. */
  readonly genesis?: string;
  readonly portBase: number;
  readonly email?: string;
}

type Role = MemberProfile["roles"][number];
const roles: readonly Role[] = ["number-buyer", "operator", "registry", "service-provider"];

/** `symbolon init`: everything a member needs before it founds or joins a ledger. @throws ALREADY_EXISTS, WRONG_USAGE */
export async function initMember(options: InitOptions, output: ConsoleOutput): Promise<void> {
  const { member, directory, passphraseFd } = options;
  if (existsSync(join(directory, "member.yaml")))
    throw symbolonErrors.error("ALREADY_EXISTS", `${directory}/member.yaml is there already`);
  checkPortBase(options.portBase, 1);
  const genesis = options.genesis === undefined ? undefined : readGenesis(options.genesis);
  const wanted = rolesOf(options.role);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const protection = await protectionOf(passphraseFd);
  const identity = await createIdentity(
    { directory, memberId: member, names: hostsOf(options), protection, exportCommunicationKey: false },
    { clock: systemClock, random: systemRandom },
  );
  const application = join(directory, "application.json");
  if (genesis !== undefined && options.genesis !== undefined) {
    copyFileSync(options.genesis, join(directory, "genesis.json"));
    const profile = { ...profileOf(options, identity), roles: wanted };
    writeFileSync(application, `${JSON.stringify(await signApplication(profile, genesis, identity), null, 2)}\n`);
  }
  await identity.keyStore[Symbol.asyncDispose]();
  const config = join(directory, "member.yaml");
  writeFileSync(config, configText(valuesOf(options, genesis)), { mode: 0o600 });
  if (passphraseFd === undefined)
    output.note("the keys are plain on disk (mode 0600); give --passphrase-fd to have them encrypted");
  const next =
    genesis === undefined
      ? "get genesis.json from the alliance and give it with --genesis, so that you can apply"
      : `give ${application} to a member, who runs \`symbolon members join\` with it`;
  output.answer(
    { member, directory, config, ca: join(directory, "tls/ca.pem"), ...(genesis === undefined ? {} : { application }) },
    `made ${directory}: keys, CA, certificates, member.yaml\nnext: ${next}; look through member.yaml; once admitted, \`symbolon node --config ${config}\``,
  );
}

async function protectionOf(passphraseFd: string | undefined): Promise<ProtectionChoice> {
  if (passphraseFd === undefined) return { kind: "plain" };
  const passphrase = await readPassphrase({ kind: "file-descriptor", descriptor: Number(passphraseFd) });
  return { kind: "passphrase", passphrase };
}

/** @throws WRONG_USAGE */
function rolesOf(given: readonly string[]): MemberProfile["roles"] {
  return (given.length > 0 ? given : ["operator"]).map((name) => {
    const role = roles.find((known) => known === name);
    if (role !== undefined) return role;
    throw symbolonErrors.error("WRONG_USAGE", `--role is ${name}, not one of ${roles.join(", ")}`);
  });
}

function hostsOf({ host }: InitOptions): readonly string[] {
  return host.length > 0 ? host : ["127.0.0.1", "localhost"];
}

function profileOf(options: InitOptions, identity: MemberIdentity): Omit<MemberProfile, "roles"> {
  const { member, name = member, portBase } = options;
  const at = (type: "api" | "BCHF", scheme: "https" | "http", port: number, named: string) =>
    hostsOf(options).map((host, index) => ({
      name: index === 0 ? named : `${named}-${index + 1}`,
      type,
      scheme,
      host,
      port,
    }));
  return {
    ...identityOf(identity),
    name,
    endpoints: [
      ...at("api", "https", portBase + faceOffsets.api, "api"),
      ...at("BCHF", "http", portBase + faceOffsets.bchf, "bchf"),
    ],
    contact: { organisation: name, email: options.email ?? `noc@${member}.example` },
    evidence: [],
  };
}

/** The first founder orders, unless the configuration is changed. */
function ordererOf(genesis: Genesis | undefined): { readonly url: string; readonly member: string } {
  const founders = genesis?.contracts["members"] as unknown as
    | { readonly founders?: readonly MemberProfile[] }
    | undefined;
  const first = founders?.founders?.[0];
  const api = first?.endpoints.find(({ type }) => type === "api");
  if (first === undefined || api === undefined) return { url: "https://orderer.example:7020", member: "orderer" };
  return { url: `https://${api.host}:${api.port}`, member: first.id };
}

function valuesOf(
  { member, passphraseFd, portBase }: InitOptions,
  genesis: Genesis | undefined,
): Readonly<Record<string, unknown>> {
  const at = (face: keyof typeof faceOffsets) => `127.0.0.1:${portBase + faceOffsets[face]}`;
  return {
    member,
    directory: ".",
    ledger: { genesis: "genesis.json", state: "state", follow: ordererOf(genesis) },
    keys: { store: "keys", passphrase: passphraseFd === undefined ? "none" : `fd:${passphraseFd}` },
    faces: {
      bchf: at("bchf"),
      sbi: at("sbi"),
      enum: at("enum"),
      mslookup: at("mslookup"),
      api: at("api"),
      metrics: at("metrics"),
    },
    enum: { suffix: "e164.arpa", sipDomain: "ims.example", ttlSeconds: 60 },
    freshness: { maxAgeSeconds: 30, failClosed: false },
    log: { level: "info" },
  };
}
