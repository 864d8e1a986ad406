import { canonicalBytes, toBase64Url, utf8 } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import type { Signer } from "../signatures/signer.ts";
import { type CredentialClaims, MAX_CREDENTIAL_LENGTH } from "./credential.ts";
import { readClaims } from "./read-claims.ts";

/** Signs a credential. @returns a compact JWS @throws INVALID_CREDENTIAL_CLAIMS */
export async function issueCredential(signer: Signer, claims: CredentialClaims): Promise<string> {
  const checked = readClaims({ ...claims });
  if (typeof checked === "string") throw unfit(checked);
  const header = toBase64Url(canonicalBytes({ alg: signer.suite }));
  const content = `${header}.${toBase64Url(canonicalBytes({ ...checked }))}`;
  const jws = `${content}.${toBase64Url(await signer.sign(utf8(content)))}`;
  if (jws.length > MAX_CREDENTIAL_LENGTH) throw unfit(`it would have ${jws.length} characters`);
  return jws;
}

function unfit(reason: string) {
  return cryptoErrors.error("INVALID_CREDENTIAL_CLAIMS", `the credential cannot be issued: ${reason}`);
}
