import { readFileSync } from "node:fs";
import { type JsonObject, parseJson, toBase64Url } from "@symbolon/base";
import { findCertificate, statementBytes } from "@symbolon/contracts";
import { sha256 } from "@symbolon/crypto";
import { ledgerIdentifier } from "@symbolon/ledger";
import { NodeKeys, readGenesis, systemRandom } from "@symbolon/member";
import type { ReasonOptions, RotateOptions } from "../commands/members.ts";
import type { MemberOptions } from "../connection/member-options.ts";
import { type MemberSession, withSession } from "../connection/member-session.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { symbolonErrors } from "../errors.ts";

const DAY_MS = 86_400_000;
/** Days that a key certificate made by `rotate` is valid. */
export const ROTATED_CERTIFICATE_DAYS = 825;

export async function join(file: string, options: MemberOptions, output: ConsoleOutput): Promise<void> {
  const body = readApplication(file);
  const { result, height } = await withSession(options, ({ api }) =>
    api.call("governance", "propose", { kind: "member.admit", body }),
  );
  output.answer(
    result,
    `proposed at height ${height}: ${JSON.stringify(result)}\nthe others vote with \`symbolon members approve PROPOSAL\``,
  );
}

export async function vote(
  proposal: string,
  options: MemberOptions & { readonly against?: boolean },
  output: ConsoleOutput,
): Promise<void> {
  const choice = options.against === true ? "against" : "for";
  const { result, height } = await withSession(options, ({ api }) =>
    api.call("governance", "vote", { proposal, vote: choice }),
  );
  output.answer(result, `voted ${choice} at height ${height}: ${JSON.stringify(result)}`);
}

export async function propose(
  kind: string,
  member: string,
  options: ReasonOptions,
  output: ConsoleOutput,
): Promise<void> {
  const body = { member, reason: options.reason };
  const { result, height } = await withSession(options, ({ api }) => api.call("governance", "propose", { kind, body }));
  output.answer(
    result,
    `proposed at height ${height}: ${JSON.stringify(result)}\nthe others vote with \`symbolon members approve PROPOSAL\``,
  );
}

export async function revoke(certificate: string, options: MemberOptions, output: ConsoleOutput): Promise<void> {
  const { height } = await withSession(options, ({ api }) => api.call("members", "revokeCertificate", { certificate }));
  output.answer({ certificate, height }, `revoked at height ${height}`);
}

/** New key, certified by the member's CA; the old one counts until the overlap ends. The node takes the new key at its next start. */
export async function rotate(options: RotateOptions, output: ConsoleOutput): Promise<void> {
  const answer = await withSession(options, (session) => rotateKey(options, session));
  output.answer(
    answer,
    `registered ${answer.certificate} at height ${answer.height}; restart the node to sign with it`,
  );
}

async function rotateKey({ key: label, overlapDays }: RotateOptions, { api, config, state }: MemberSession) {
  await using keys = await NodeKeys.open(config, { random: systemRandom });
  const { head, now } = { head: state.head(), now: Date.now() };
  const old = await keys.idOf(label);
  const registered = findCertificate(state, old);
  if (registered === undefined)
    throw symbolonErrors.error("WRONG_USAGE", `the ledger has no certificate of the key ${label}`);
  const next = await keys.prepareRotation(label);
  const statement = {
    ledger: ledgerIdentifier(readGenesis(config.ledger.genesis), sha256),
    member: config.member,
    certificate: {
      use: registered.use,
      role: registered.role,
      suite: next.suite,
      spki: toBase64Url(next.spki),
      notBefore: Math.min(now, head.blockTime),
      notAfter: now + ROTATED_CERTIFICATE_DAYS * DAY_MS,
    },
    replaces: { certificate: old, overlapUntil: now + Number(overlapDays) * DAY_MS },
  };
  const signature = toBase64Url(await (await keys.authoritySigner()).sign(statementBytes("registration", statement)));
  const { height } = await api.call("members", "registerCertificate", { statement, signature });
  await keys.completeRotation(label, next.id);
  return { certificate: next.id, replaces: old, height };
}

function readApplication(file: string): JsonObject {
  try {
    return parseJson(readFileSync(file, "utf8")) as JsonObject;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw symbolonErrors.error("FILE_UNREADABLE", `${file} is no application: ${reason}`, { cause });
  }
}
