import { Type } from "typebox";
import { fromHex, toHex } from "@symbolon/base";
import { isRefusal } from "@symbolon/functions";
import type { AuthenticationServer, AuthenticationStart } from "@symbolon/functions/ausf";
import type { FastifyReply } from "fastify";
import { sendAnswer } from "../server/http-answer.ts";
import type { HttpApp, HttpPlugin } from "../server/http-app.ts";
import { sendRefusal } from "../server/problem-details.ts";
import { openObject, refusals, UeId } from "./common-schemas.ts";
import { type NudmOptions, ResynchronizationInfo, ServingNetworkName } from "./nudm-ueau-plugin.ts";
import { sendDone } from "./sbi-answer.ts";
import { requesterOf } from "./service-request.ts";

const NAUSF_AUTH = "/nausf-auth/v1";

/** Characters of one EAP packet in Base64: 4,096 octets. */
export const MAX_EAP_PAYLOAD_LENGTH = 5_464;

/** Hypertext application language as TS 29.501 clause 5.2.4.2 has it. */
const HAL_MEDIA_TYPE = "application/3gppHal+json";

const CONTEXTS = `${NAUSF_AUTH}/ue-authentications`;

const AuthenticationInfo = Type.Object(
  {
    supiOrSuci: UeId,
    servingNetworkName: ServingNetworkName,
    resynchronizationInfo: Type.Optional(ResynchronizationInfo),
  },
  { title: "AuthenticationInfo", additionalProperties: true },
);

const ConfirmationData = Type.Object(
  { resStar: Type.Optional(Type.Union([Type.String({ pattern: "^[A-Fa-f0-9]{32}$" }), Type.Null()])) },
  { title: "ConfirmationData", additionalProperties: true },
);

const EapSession = Type.Object(
  { eapPayload: Type.String({ minLength: 4, maxLength: MAX_EAP_PAYLOAD_LENGTH, pattern: "^[A-Za-z0-9+/]+={0,2}$" }) },
  { title: "EapSession", additionalProperties: true },
);

const ContextParams = Type.Object({ authCtxId: Type.String({ pattern: "^[0-9a-f]{32}$" }) });

const tags = ["Nausf_UEAuthentication"];

/** Nausf_UEAuthentication (TS 29.509 clause 6.1). */
export function nausfAuthPlugin(options: NudmOptions, ausf: AuthenticationServer): HttpPlugin {
  return async (app) => {
    app.post(
      CONTEXTS,
      {
        schema: {
          operationId: "UeAuthentications",
          tags,
          body: AuthenticationInfo,
          response: { 201: openObject("UEAuthenticationCtx"), ...refusals },
        },
      },
      async (request, reply) => {
        const { supiOrSuci, servingNetworkName, resynchronizationInfo: resync } = request.body;
        const resynchronization =
          resync === undefined
            ? {}
            : { resynchronizationInfo: { rand: fromHex(resync.rand), auts: fromHex(resync.auts) } };
        const asked = { supiOrSuci, servingNetworkName, ...resynchronization };
        const started = await ausf.authenticate(asked, requesterOf(request));
        if (isRefusal(started)) return sendRefusal(reply, started);
        const location = `${options.apiRoot}${CONTEXTS}/${started.contextId}`;
        sendHal(reply, 201, contextOf(started, location), { location });
        return reply;
      },
    );
    confirmationRoutes(app, ausf);
    eapRoutes(app, options, ausf);
  };
}

function confirmationRoutes(app: HttpApp, ausf: AuthenticationServer): void {
  const path = `${CONTEXTS}/:authCtxId/5g-aka-confirmation`;
  app.put(
    path,
    {
      schema: {
        operationId: "5gAkaConfirmation",
        tags,
        params: ContextParams,
        body: ConfirmationData,
        response: { 200: openObject("ConfirmationDataResponse"), ...refusals },
      },
    },
    async (request, reply) => {
      const { resStar } = request.body;
      const answer = typeof resStar === "string" ? fromHex(resStar) : undefined;
      const result = ausf.confirm5gAka(request.params.authCtxId, answer, requesterOf(request));
      if (isRefusal(result)) return sendRefusal(reply, result);
      if (result.authResult !== "AUTHENTICATION_SUCCESS") return reply.code(200).send(result);
      return reply.code(200).send({ ...result, kseaf: toHex(result.kseaf) });
    },
  );
  releaseRoute(app, path, ausf);
}

function eapRoutes(app: HttpApp, options: NudmOptions, ausf: AuthenticationServer): void {
  const path = `${CONTEXTS}/:authCtxId/eap-session`;
  app.post(
    path,
    {
      schema: {
        operationId: "EapAuthMethod",
        tags,
        params: ContextParams,
        body: EapSession,
        response: { 200: openObject("EapSession"), ...refusals },
      },
    },
    async (request, reply) => {
      const { authCtxId } = request.params;
      const octets = new Uint8Array(Buffer.from(request.body.eapPayload, "base64"));
      const result = await ausf.continueEap(authCtxId, octets, requesterOf(request));
      if (isRefusal(result)) return sendRefusal(reply, result);
      const eapPayload = base64(result.eapPayload);
      const { authResult } = result;
      if (authResult === "AUTHENTICATION_SUCCESS") {
        return reply.code(200).send({ eapPayload, authResult, supi: result.supi, kSeaf: toHex(result.kseaf) });
      }
      if (authResult === "AUTHENTICATION_FAILURE") return reply.code(200).send({ eapPayload, authResult });
      const href = options.apiRoot + request.url;
      return reply
        .code(200)
        .type(HAL_MEDIA_TYPE)
        .send({ eapPayload, authResult, _links: { "eap-session": { href } } });
    },
  );
  releaseRoute(app, path, ausf);
}

function releaseRoute(app: HttpApp, path: string, ausf: AuthenticationServer): void {
  app.delete(
    path,
    { schema: { tags, params: ContextParams, response: { 204: Type.Null(), ...refusals } } },
    async (request, reply) => sendDone(reply, ausf.release(request.params.authCtxId, requesterOf(request))),
  );
}

function contextOf(started: AuthenticationStart, location: string) {
  const { authType, servingNetworkName } = started;
  if (started.authType === "EAP_AKA_PRIME") {
    const _links = { "eap-session": { href: `${location}/eap-session` } };
    return { authType, servingNetworkName, "5gAuthData": base64(started.eapPayload), _links };
  }
  const vector = { rand: toHex(started.rand), autn: toHex(started.autn), hxresStar: toHex(started.hxresStar) };
  const _links = { "5g-aka": { href: `${location}/5g-aka-confirmation` } };
  return { authType, servingNetworkName, "5gAuthData": vector, _links };
}

/** As octets: Fastify would write the media type in lower case and add a charset to it. */
function sendHal(
  reply: FastifyReply,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendAnswer(reply, { status, headers: { ...headers, "content-type": HAL_MEDIA_TYPE }, body: JSON.stringify(body) });
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString("base64");
}
