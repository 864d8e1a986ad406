import { canonicalJson, fromBase64Url, type SignatureSuite, toHex, utf8 } from "@symbolon/base";
import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { findAuthorities } from "./reading.ts";
import type { Application, AuthorityRotation, Registration, Revocation } from "./schemas.ts";

/** What a member's CA key may say on the ledger, each under its own domain string. */
export interface StatementBodies {
  readonly application: Application;
  readonly registration: Registration;
  readonly revocation: Revocation;
  readonly authorityRotation: AuthorityRotation;
}

export type StatementKind = keyof StatementBodies;

/** Domain strings of the statements. */
export const statementDomains: Readonly<Record<StatementKind, string>> = {
  application: "symbolon/member-application/1\n",
  registration: "symbolon/certificate-registration/1\n",
  revocation: "symbolon/certificate-revocation/1\n",
  authorityRotation: "symbolon/authority-rotation/1\n",
};

/** The octets that the CA key signs: the domain string, then the body in canonical JSON. */
export function statementBytes<Kind extends StatementKind>(kind: Kind, body: StatementBodies[Kind]): Uint8Array {
  return utf8(statementDomains[kind] + canonicalJson(body));
}

/** Identifier of a certificate: SHA-256 of its SubjectPublicKeyInfo, hexadecimal. @param spki base64url of the DER */
export function certificateIdOf(spki: string, sha256: (bytes: Uint8Array) => Uint8Array): string {
  return toHex(sha256(fromBase64Url(spki)));
}

/** @throws STATEMENT_REFUSED unless the key has signed the statement */
export function requireSignature<Kind extends StatementKind>(
  view: StateView,
  key: { readonly suite: SignatureSuite; readonly spki: string },
  kind: Kind,
  body: StatementBodies[Kind],
  signature: string,
): void {
  if (!view.verify(key.suite, fromBase64Url(key.spki), statementBytes(kind, body), fromBase64Url(signature))) {
    throw contractErrors.error("STATEMENT_REFUSED", `the signature of the ${kind} is not by the key that it names`);
  }
}

/** @throws STATEMENT_REFUSED unless an authority of the member that is valid now has signed, STATEMENT_MISMATCH */
export function requireStatement<Kind extends Exclude<StatementKind, "application">>(
  view: StateView,
  kind: Kind,
  body: StatementBodies[Kind],
  signature: string,
): void {
  requireLedger(view, body.ledger);
  const bytes = statementBytes(kind, body);
  const octets = fromBase64Url(signature);
  const signed = findAuthorities(view, body.member, view.blockTime).some(({ suite, spki }) =>
    view.verify(suite, fromBase64Url(spki), bytes, octets),
  );
  if (!signed) {
    throw contractErrors.error(
      "STATEMENT_REFUSED",
      `no authority of ${body.member} that is valid now has signed the ${kind}`,
    );
  }
}

/** @throws STATEMENT_MISMATCH */
export function requireLedger(view: StateView, ledger: string): void {
  if (ledger !== view.ledgerId) {
    throw contractErrors.error("STATEMENT_MISMATCH", `the statement is meant for the ledger ${ledger}`);
  }
}

/** @throws STATEMENT_MISMATCH */
export function requireNotExpired(view: StateView, expiresAt: number): void {
  if (view.blockTime >= expiresAt) {
    throw contractErrors.error("STATEMENT_MISMATCH", `the statement expired at ${expiresAt}`);
  }
}
