import { Type } from "typebox";
import { fromHex, toHex } from "@symbolon/base";
import { isRefusal } from "@symbolon/functions";
import type { FiveGsVector } from "@symbolon/functions/auc";
import type { UeAuthentication } from "@symbolon/functions/udm";
import type { HttpPlugin } from "../server/http-app.ts";
import { sendRefusal } from "../server/problem-details.ts";
import { NfInstanceId, refusals, UeId } from "./common-schemas.ts";
import { sendCreated, sendDone } from "./sbi-answer.ts";

export const NUDM_UEAU = "/nudm-ueau/v1";

export interface NudmOptions {
  /** Scheme, host and port that consumers reach this service at: `https://udm.example:443`. */
  readonly apiRoot: string;
}

const hex = (octets: number) => Type.String({ pattern: `^[A-Fa-f0-9]{${octets * 2}}$` });

export const ResynchronizationInfo = Type.Object({ rand: hex(16), auts: hex(14) }, { title: "ResynchronizationInfo" });

export const ServingNetworkName = Type.String({ minLength: 1, maxLength: 64 });

const AuthenticationInfoRequest = Type.Object(
  {
    servingNetworkName: ServingNetworkName,
    ausfInstanceId: NfInstanceId,
    resynchronizationInfo: Type.Optional(ResynchronizationInfo),
  },
  { title: "AuthenticationInfoRequest", additionalProperties: true },
);

export const AuthenticationInfoResult = Type.Object(
  {
    authType: Type.Enum(["5G_AKA", "EAP_AKA_PRIME"]),
    authenticationVector: Type.Union([
      Type.Object({
        avType: Type.Literal("5G_HE_AKA"),
        rand: hex(16),
        autn: hex(16),
        xresStar: hex(16),
        kausf: hex(32),
      }),
      Type.Object({
        avType: Type.Literal("EAP_AKA_PRIME"),
        rand: hex(16),
        autn: hex(16),
        xres: Type.String({ pattern: "^([A-Fa-f0-9]{2}){4,16}$" }),
        ckPrime: hex(16),
        ikPrime: hex(16),
      }),
    ]),
    supi: UeId,
  },
  { title: "AuthenticationInfoResult" },
);

const AuthEvent = Type.Object(
  {
    nfInstanceId: NfInstanceId,
    success: Type.Boolean(),
    timeStamp: Type.String({ maxLength: 40 }),
    authType: Type.String({ maxLength: 32 }),
    servingNetworkName: ServingNetworkName,
    authRemovalInd: Type.Optional(Type.Boolean()),
  },
  { title: "AuthEvent", additionalProperties: true },
);

const tags = ["Nudm_UEAuthentication"];

/** Nudm_UEAuthentication (TS 29.503 clause 6.3). */
export function nudmUeauPlugin(options: NudmOptions, ueAuthentication: UeAuthentication): HttpPlugin {
  return async (app) => {
    app.post(
      `${NUDM_UEAU}/:supiOrSuci/security-information/generate-auth-data`,
      {
        schema: {
          operationId: "GenerateAuthData",
          tags,
          params: Type.Object({ supiOrSuci: UeId }),
          body: AuthenticationInfoRequest,
          response: { 200: AuthenticationInfoResult, ...refusals },
        },
      },
      async (request, reply) => {
        const { servingNetworkName, ausfInstanceId, resynchronizationInfo: auts } = request.body;
        const info = await ueAuthentication.generateAuthData(request.params.supiOrSuci, {
          servingNetworkName,
          ausfInstanceId,
          ...(auts === undefined
            ? {}
            : { resynchronizationInfo: { rand: fromHex(auts.rand), auts: fromHex(auts.auts) } }),
        });
        if (isRefusal(info)) return sendRefusal(reply, info);
        const { supi, vector } = info;
        return reply
          .code(200)
          .send({ authType: vector.type, authenticationVector: authenticationVector(vector), supi });
      },
    );
    app.post(
      `${NUDM_UEAU}/:supi/auth-events`,
      {
        schema: {
          operationId: "ConfirmAuth",
          tags,
          params: Type.Object({ supi: UeId }),
          body: AuthEvent,
          response: { 201: AuthEvent, ...refusals },
        },
      },
      async (request, reply) => {
        const { supi } = request.params;
        const event = await ueAuthentication.confirm(supi, request.body);
        if (isRefusal(event)) return sendRefusal(reply, event);
        return sendCreated(reply, `${options.apiRoot}${NUDM_UEAU}/${supi}/auth-events/${event.id}`, request.body);
      },
    );
    app.put(
      `${NUDM_UEAU}/:supi/auth-events/:authEventId`,
      {
        schema: {
          operationId: "DeleteAuth",
          tags,
          params: Type.Object({ supi: UeId, authEventId: Type.String({ maxLength: 64 }) }),
          body: AuthEvent,
          response: { 204: Type.Null(), ...refusals },
        },
      },
      async (request, reply) => {
        const { supi, authEventId } = request.params;
        return sendDone(reply, await ueAuthentication.revoke(supi, authEventId));
      },
    );
  };
}

function authenticationVector(vector: FiveGsVector) {
  const rand = toHex(vector.rand);
  const autn = toHex(vector.autn);
  if (vector.type === "5G_AKA") {
    const xresStar = toHex(vector.xresStar);
    return { avType: "5G_HE_AKA" as const, rand, autn, xresStar, kausf: toHex(vector.kausf) };
  }
  const keys = { ckPrime: toHex(vector.ckPrime), ikPrime: toHex(vector.ikPrime) };
  return { avType: "EAP_AKA_PRIME" as const, rand, autn, xres: toHex(vector.xres), ...keys };
}
