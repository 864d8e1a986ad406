import { Type } from "typebox";
import type { JsonObject } from "@symbolon/base";
import { isRefusal, type Refusal } from "@symbolon/functions";
import type {
  AmfRegistrationPatch,
  OtherRegistrationKind,
  PlmnId as Plmn,
  UeContextManagement,
} from "@symbolon/functions/udm";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { HttpApp, HttpPlugin } from "../server/http-app.ts";
import { sendRefusal } from "../server/problem-details.ts";
import {
  CallbackUri,
  Guami,
  NfInstanceId,
  openObject,
  PlmnId,
  refusals,
  ServiceHeaders,
  UeId,
  UeIdParams,
} from "./common-schemas.ts";
import type { NudmOptions } from "./nudm-ueau-plugin.ts";
import { sendCreated, sendDone, sendOutcome } from "./sbi-answer.ts";
import { serviceRequestOf } from "./service-request.ts";

const NUDM_UECM = "/nudm-uecm/v1";

const Amf3GppAccessRegistration = Type.Object(
  {
    amfInstanceId: NfInstanceId,
    deregCallbackUri: CallbackUri,
    guami: Guami,
    ratType: Type.String({ minLength: 1, maxLength: 32 }),
    initialRegistrationInd: Type.Optional(Type.Boolean()),
  },
  { title: "Amf3GppAccessRegistration", additionalProperties: true },
);

const Amf3GppAccessRegistrationModification = Type.Object(
  { guami: Guami, purgeFlag: Type.Optional(Type.Boolean()) },
  { title: "Amf3GppAccessRegistrationModification", additionalProperties: true },
);

const SmsfRegistration = Type.Object(
  { smsfInstanceId: NfInstanceId, plmnId: PlmnId },
  { title: "SmsfRegistration", additionalProperties: true },
);

const SmfRegistration = Type.Object(
  { smfInstanceId: NfInstanceId, pduSessionId: Type.Integer({ minimum: 0, maximum: 255 }), plmnId: PlmnId },
  { title: "SmfRegistration", additionalProperties: true },
);

const PduSessionParams = Type.Object({ ueId: UeId, pduSessionId: Type.String({ pattern: "^[0-9]{1,3}$" }) });

const RoutingInfoSmRequest = Type.Object(
  { ipSmGwInd: Type.Optional(Type.Boolean()), correlationId: Type.Optional(Type.String({ maxLength: 128 })) },
  { title: "RoutingInfoSmRequest", additionalProperties: true },
);

const tags = ["Nudm_UEContextManagement"];
const none = Type.Null();

/** Nudm_UEContextManagement (TS 29.503 clause 6.2). */
export function nudmUecmPlugin(options: NudmOptions, uecm: UeContextManagement): HttpPlugin {
  return async (app) => {
    amfRoutes(app, options, uecm);
    smsfRoutes(app, options, uecm);
    smfRoutes(app, options, uecm);
    readingRoutes(app, uecm);
  };
}

function amfRoutes(app: HttpApp, options: NudmOptions, uecm: UeContextManagement): void {
  const path = `${NUDM_UECM}/:ueId/registrations/amf-3gpp-access`;
  const shared = { tags, params: UeIdParams, headers: ServiceHeaders };
  const registration = openObject("Amf3GppAccessRegistration");
  app.put(
    path,
    {
      schema: {
        ...shared,
        operationId: "3GppRegistration",
        body: Amf3GppAccessRegistration,
        response: { 200: registration, 201: registration, ...refusals },
      },
    },
    async (request, reply) => {
      const outcome = await uecm.registerAmf(request.params.ueId, request.body, serviceRequestOf(request));
      return sendRegistered(reply, options.apiRoot + request.url, outcome);
    },
  );
  app.patch(
    path,
    {
      schema: {
        ...shared,
        operationId: "Update3GppRegistration",
        body: Amf3GppAccessRegistrationModification,
        response: { 204: none, ...refusals },
      },
    },
    async (request, reply) => {
      const patch = request.body as AmfRegistrationPatch;
      const outcome = await uecm.modifyAmf(request.params.ueId, patch, serviceRequestOf(request));
      return sendDone(reply, isRefusal(outcome) ? outcome : undefined);
    },
  );
  app.get(
    path,
    { schema: { ...shared, operationId: "Get3GppRegistration", response: { 200: registration, ...refusals } } },
    async (request, reply) => {
      const { ueId } = request.params;
      return sendOutcome(reply, await uecm.registration(ueId, "amf-3gpp-access", serviceRequestOf(request)));
    },
  );
}

function smsfRoutes(app: HttpApp, options: NudmOptions, uecm: UeContextManagement): void {
  const registration = openObject("SmsfRegistration");
  const shared = { tags, params: UeIdParams, headers: ServiceHeaders };
  for (const kind of ["smsf-3gpp-access", "smsf-non-3gpp-access"] as const) {
    const path = `${NUDM_UECM}/:ueId/registrations/${kind}`;
    const response = { 200: registration, 201: registration, ...refusals };
    app.put(path, { schema: { ...shared, body: SmsfRegistration, response } }, (request, reply) =>
      register(request, reply, { options, uecm, kind, ueId: request.params.ueId }),
    );
    app.delete(path, { schema: { ...shared, response: { 204: none, ...refusals } } }, async (request, reply) =>
      sendDone(reply, await uecm.deregister(request.params.ueId, kind, serviceRequestOf(request))),
    );
    app.get(path, { schema: { ...shared, response: { 200: registration, ...refusals } } }, async (request, reply) =>
      sendOutcome(reply, await uecm.registration(request.params.ueId, kind, serviceRequestOf(request))),
    );
  }
}

function smfRoutes(app: HttpApp, options: NudmOptions, uecm: UeContextManagement): void {
  const registration = openObject("SmfRegistration");
  const path = `${NUDM_UECM}/:ueId/registrations/smf-registrations/:pduSessionId`;
  const shared = { tags, params: PduSessionParams, headers: ServiceHeaders };
  const kindOf = (pduSessionId: string) => `smf-${Number(pduSessionId)}` as const;
  const response = { 200: registration, 201: registration, ...refusals };
  app.put(path, { schema: { ...shared, body: SmfRegistration, response } }, (request, reply) => {
    const { ueId, pduSessionId } = request.params;
    if (Number(pduSessionId) !== request.body.pduSessionId) {
      const message = "the PDU session of the path and the one of the body differ";
      return sendRefusal(reply, { refused: "MALFORMED_REQUEST", message });
    }
    return register(request, reply, { options, uecm, kind: kindOf(pduSessionId), ueId });
  });
  app.delete(path, { schema: { ...shared, response: { 204: none, ...refusals } } }, async (request, reply) => {
    const { ueId, pduSessionId } = request.params;
    return sendDone(reply, await uecm.deregister(ueId, kindOf(pduSessionId), serviceRequestOf(request)));
  });
  app.get(path, { schema: { ...shared, response: { 200: registration, ...refusals } } }, async (request, reply) => {
    const { ueId, pduSessionId } = request.params;
    return sendOutcome(reply, await uecm.registration(ueId, kindOf(pduSessionId), serviceRequestOf(request)));
  });
}

function readingRoutes(app: HttpApp, uecm: UeContextManagement): void {
  app.get(
    `${NUDM_UECM}/:ueId/registrations`,
    {
      schema: {
        operationId: "GetRegistrations",
        tags,
        params: UeIdParams,
        headers: ServiceHeaders,
        querystring: Type.Object({ "registration-dataset-names": Type.Optional(Type.String({ maxLength: 256 })) }),
        response: { 200: openObject("RegistrationDataSets"), ...refusals },
      },
    },
    async (request, reply) => {
      const names = request.query["registration-dataset-names"]?.split(",");
      return sendOutcome(reply, await uecm.registrations(request.params.ueId, names, serviceRequestOf(request)));
    },
  );
  app.post(
    `${NUDM_UECM}/:ueId/registrations/send-routing-info-sm`,
    {
      schema: {
        operationId: "SendRoutingInfoSm",
        tags,
        params: UeIdParams,
        body: RoutingInfoSmRequest,
        response: { 200: openObject("RoutingInfoSmResponse"), ...refusals },
      },
    },
    async (request, reply) => sendOutcome(reply, await uecm.sendRoutingInfoSm(request.params.ueId)),
  );
}

interface RegistrationTarget {
  readonly options: NudmOptions;
  readonly uecm: UeContextManagement;
  readonly kind: OtherRegistrationKind;
  readonly ueId: string;
}

async function register(
  request: FastifyRequest,
  reply: FastifyReply,
  target: RegistrationTarget,
): Promise<FastifyReply> {
  const body = request.body as JsonObject & { readonly plmnId: Plmn & JsonObject };
  const outcome = await target.uecm.register(target.ueId, target.kind, body, serviceRequestOf(request));
  return sendRegistered(reply, target.options.apiRoot + request.url, outcome);
}

function sendRegistered(
  reply: FastifyReply,
  location: string,
  outcome: Refusal | { readonly data: JsonObject; readonly created: boolean },
): FastifyReply {
  if (isRefusal(outcome)) return sendRefusal(reply, outcome);
  return outcome.created ? sendCreated(reply, location, outcome.data) : sendOutcome(reply, outcome.data);
}
