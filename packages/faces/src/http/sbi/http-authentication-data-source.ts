import { fromHex, toHex } from "@symbolon/base";
import type { Refusal, RefusalCause } from "@symbolon/functions";
import type { FiveGsVector } from "@symbolon/functions/auc";
import type { AuthenticationDataSource } from "@symbolon/functions/ausf";
import type { AuthenticationInfo, AuthenticationInfoRequest, AuthEventData } from "@symbolon/functions/udm";
import type { Static } from "typebox";
import { Compile } from "typebox/compile";
import { protocolCauses } from "../../causes.ts";
import { faceErrors } from "../../errors.ts";
import { AuthenticationInfoResult, NUDM_UEAU } from "./nudm-ueau-plugin.ts";
import type { SbiAnswer, SbiClient, SbiRequest } from "./sbi-client.ts";

export interface HttpAuthenticationDataSourceOptions {
  /** Scheme, host and port of the UDM. */
  readonly apiRoot: string;
}

const isAuthenticationInfoResult = Compile(AuthenticationInfoResult);

/** Nudm_UEAuthentication of a UDM in another process, for an AUSF. */
export class HttpAuthenticationDataSource implements AuthenticationDataSource {
  readonly #apiRoot: string;
  readonly #client: SbiClient;

  constructor(options: HttpAuthenticationDataSourceOptions, modules: { readonly client: SbiClient }) {
    this.#apiRoot = options.apiRoot;
    this.#client = modules.client;
  }

  /** @throws PEER_ANSWER_INVALID */
  async generateAuthData(
    supiOrSuci: string,
    request: AuthenticationInfoRequest,
  ): Promise<AuthenticationInfo | Refusal> {
    const { resynchronizationInfo: resync, ...rest } = request;
    const resynchronizationInfo = resync && { rand: toHex(resync.rand), auts: toHex(resync.auts) };
    const answer = await this.#exchange({
      method: "POST",
      uri: `${this.#apiRoot}${NUDM_UEAU}/${encodeURIComponent(supiOrSuci)}/security-information/generate-auth-data`,
      body: { ...rest, ...(resynchronizationInfo === undefined ? {} : { resynchronizationInfo }) },
    });
    if (answer.status !== 200) return refusalOf(answer);
    if (!isAuthenticationInfoResult.Check(answer.body)) {
      throw faceErrors.error("PEER_ANSWER_INVALID", "the UDM's answer is no AuthenticationInfoResult");
    }
    return { supi: answer.body.supi, vector: vectorOf(answer.body.authenticationVector) };
  }

  async confirm(supi: string, event: AuthEventData): Promise<{ readonly id: string } | Refusal> {
    const uri = `${this.#apiRoot}${NUDM_UEAU}/${encodeURIComponent(supi)}/auth-events`;
    const answer = await this.#exchange({ method: "POST", uri, body: event });
    if (answer.status !== 201) return refusalOf(answer);
    return { id: answer.headers.location?.split("/").at(-1) ?? "" };
  }

  async #exchange(request: SbiRequest): Promise<SbiAnswer> {
    try {
      return await this.#client.exchange(request);
    } catch (error) {
      if (!faceErrors.is(error, "PEER_UNREACHABLE")) throw error;
      return { status: 504, headers: {}, body: { cause: protocolCauses.HOME_UNREACHABLE.http.cause } };
    }
  }
}

function vectorOf(vector: Static<typeof AuthenticationInfoResult>["authenticationVector"]): FiveGsVector {
  const shared = { rand: fromHex(vector.rand), autn: fromHex(vector.autn) };
  if (vector.avType === "5G_HE_AKA") {
    return { type: "5G_AKA", ...shared, xresStar: fromHex(vector.xresStar), kausf: fromHex(vector.kausf) };
  }
  const keys = { ckPrime: fromHex(vector.ckPrime), ikPrime: fromHex(vector.ikPrime) };
  return { type: "EAP_AKA_PRIME", ...shared, xres: fromHex(vector.xres), ...keys };
}

/** The table of causes read backwards; of several refusals with one cause, the first. */
const refusalsByCause: ReadonlyMap<string, RefusalCause> = new Map(
  (Object.keys(protocolCauses) as RefusalCause[]).toReversed().map((name) => [protocolCauses[name].http.cause, name]),
);

function refusalOf({ status, body }: SbiAnswer): Refusal {
  const problem = typeof body === "object" && body !== null ? (body as { cause?: unknown; detail?: unknown }) : {};
  const known = typeof problem.cause === "string" ? refusalsByCause.get(problem.cause) : undefined;
  const message = typeof problem.detail === "string" ? problem.detail : `the UDM answered ${status}`;
  return { refused: known ?? (status < 500 ? "AUTHENTICATION_REJECTED" : "HOME_UNREACHABLE"), message };
}
