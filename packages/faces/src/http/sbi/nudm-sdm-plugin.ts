import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { parseJson } from "@symbolon/base";
import { isRefusal, type Refusal } from "@symbolon/functions";
import type { DataRequest, DataSetName, SessionFilter, SubscriberDataManagement } from "@symbolon/functions/udm";
import type { FastifyRequest } from "fastify";
import type { HttpApp, HttpPlugin } from "../server/http-app.ts";
import { sendRefusal } from "../server/problem-details.ts";
import {
  CallbackUri,
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

const NUDM_SDM = "/nudm-sdm/v2";

/** Resources that are monitored by one subscription to data changes. */
export const MAX_MONITORED_RESOURCES = 64;

const jsonText = (of: string) => Type.Optional(Type.String({ maxLength: 128, description: `${of} as JSON text` }));

const DataQuery = Type.Object({ "plmn-id": jsonText("PlmnId of the serving network") });

const SdmSubscription = Type.Object(
  {
    nfInstanceId: NfInstanceId,
    callbackReference: CallbackUri,
    monitoredResourceUris: Type.Array(Type.String({ maxLength: 2_048 }), { maxItems: MAX_MONITORED_RESOURCES }),
    expires: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { title: "SdmSubscription", additionalProperties: true },
);

const isPlmnId = Compile(PlmnId);
const isSnssai = Compile(
  Type.Object({
    sst: Type.Integer({ minimum: 0, maximum: 255 }),
    sd: Type.Optional(Type.String({ pattern: "^[A-Fa-f0-9]{6}$" })),
  }),
);

/** Path of each data set's own resource (TS 29.503 table 6.1.3.1-1). */
const resources: Readonly<Record<string, { readonly set: DataSetName; readonly type: string }>> = {
  "am-data": { set: "AM", type: "AccessAndMobilitySubscriptionData" },
  "smf-select-data": { set: "SMF_SEL", type: "SmfSelectionSubscriptionData" },
  "sms-data": { set: "SMS_SUB", type: "SmsSubscriptionData" },
  "sms-mng-data": { set: "SMS_MNG", type: "SmsManagementSubscriptionData" },
  "ue-context-in-amf-data": { set: "UEC_AMF", type: "UeContextInAmfData" },
  "ue-context-in-smf-data": { set: "UEC_SMF", type: "UeContextInSmfData" },
  "ue-context-in-smsf-data": { set: "UEC_SMSF", type: "UeContextInSmsfData" },
};

const tags = ["Nudm_SubscriberDataManagement"];
const shared = { tags, params: UeIdParams, headers: ServiceHeaders };

/** Nudm_SubscriberDataManagement (TS 29.503 clause 6.1). */
export function nudmSdmPlugin(options: NudmOptions, sdm: SubscriberDataManagement): HttpPlugin {
  return async (app) => {
    dataRoutes(app, sdm);
    sessionRoute(app, sdm);
    subscriptionRoutes(app, options, sdm);
    app.get(
      `${NUDM_SDM}/:ueId/id-translation-result`,
      {
        schema: {
          ...shared,
          operationId: "GetSupiOrGpsi",
          response: { 200: openObject("IdTranslationResult"), ...refusals },
        },
      },
      async (request, reply) => sendOutcome(reply, await sdm.translate(request.params.ueId, serviceRequestOf(request))),
    );
  };
}

function dataRoutes(app: HttpApp, sdm: SubscriberDataManagement): void {
  for (const [resource, { set, type }] of Object.entries(resources)) {
    app.get(
      `${NUDM_SDM}/:ueId/${resource}`,
      { schema: { ...shared, querystring: DataQuery, response: { 200: openObject(type), ...refusals } } },
      async (request, reply) => {
        const asked = dataRequestOf(request, request.query["plmn-id"]);
        return sendOutcome(reply, isRefusal(asked) ? asked : await sdm.data(request.params.ueId, set, asked));
      },
    );
  }
  app.get(
    `${NUDM_SDM}/:ueId/nssai`,
    { schema: { ...shared, querystring: DataQuery, response: { 200: openObject("Nssai"), ...refusals } } },
    async (request, reply) => {
      const asked = dataRequestOf(request, request.query["plmn-id"]);
      return sendOutcome(reply, isRefusal(asked) ? asked : await sdm.nssai(request.params.ueId, asked));
    },
  );
  app.get(
    `${NUDM_SDM}/:ueId`,
    {
      schema: {
        ...shared,
        operationId: "GetDataSets",
        querystring: Type.Object({ "dataset-names": Type.String({ maxLength: 256 }), "plmn-id": jsonText("PlmnId") }),
        response: { 200: openObject("SubscriptionDataSets"), ...refusals },
      },
    },
    async (request, reply) => {
      const names = request.query["dataset-names"].split(",");
      const asked = dataRequestOf(request, request.query["plmn-id"]);
      return sendOutcome(reply, isRefusal(asked) ? asked : await sdm.dataSets(request.params.ueId, names, asked));
    },
  );
}

function sessionRoute(app: HttpApp, sdm: SubscriberDataManagement): void {
  app.get(
    `${NUDM_SDM}/:ueId/sm-data`,
    {
      schema: {
        ...shared,
        operationId: "GetSmData",
        querystring: Type.Object({
          "plmn-id": jsonText("PlmnId"),
          "single-nssai": jsonText("Snssai"),
          dnn: Type.Optional(Type.String({ maxLength: 100 })),
        }),
        response: { 200: Type.Array(openObject("SessionManagementSubscriptionData")), ...refusals },
      },
    },
    async (request, reply) => {
      const { "plmn-id": plmnId, "single-nssai": singleNssai, dnn } = request.query;
      const asked = dataRequestOf(request, plmnId);
      if (isRefusal(asked)) return sendRefusal(reply, asked);
      const slice = singleNssai === undefined ? undefined : readJson(singleNssai);
      if (slice !== undefined && !isSnssai.Check(slice)) return sendRefusal(reply, malformed("single-nssai"));
      const filter: SessionFilter = {
        ...(slice === undefined ? {} : { singleNssai: slice }),
        ...(dnn === undefined ? {} : { dnn }),
      };
      return sendOutcome(reply, await sdm.sessionManagementData(request.params.ueId, filter, asked));
    },
  );
}

function subscriptionRoutes(app: HttpApp, options: NudmOptions, sdm: SubscriberDataManagement): void {
  const path = `${NUDM_SDM}/:ueId/sdm-subscriptions`;
  app.post(
    path,
    {
      schema: {
        ...shared,
        operationId: "Subscribe",
        body: SdmSubscription,
        response: { 201: openObject("SdmSubscription"), ...refusals },
      },
    },
    async (request, reply) => {
      const { ueId } = request.params;
      const created = await sdm.subscribe(ueId, request.body, serviceRequestOf(request));
      if (isRefusal(created)) return sendRefusal(reply, created);
      return sendCreated(reply, `${options.apiRoot}${NUDM_SDM}/${ueId}/sdm-subscriptions/${created.id}`, created.data);
    },
  );
  app.delete(
    `${path}/:subscriptionId`,
    {
      schema: {
        tags,
        operationId: "Unsubscribe",
        params: Type.Object({ ueId: UeId, subscriptionId: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Null(), ...refusals },
      },
    },
    async (request, reply) => {
      const { ueId, subscriptionId } = request.params;
      return sendDone(reply, await sdm.unsubscribe(ueId, subscriptionId));
    },
  );
}

function dataRequestOf(request: FastifyRequest, plmnId: string | undefined): DataRequest | Refusal {
  const service = serviceRequestOf(request);
  if (plmnId === undefined) return service;
  const plmn = readJson(plmnId);
  return isPlmnId.Check(plmn) ? { ...service, servingPlmn: plmn.mcc + plmn.mnc } : malformed("plmn-id");
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function malformed(parameter: string): Refusal {
  return { refused: "MALFORMED_REQUEST", message: `the query parameter ${parameter} is not what TS 29.571 says` };
}
