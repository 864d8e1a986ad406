import type { JsonObject, JsonValue } from "@symbolon/base";
import type { RegistrationStore, Subscriber, SubscriptionDataKind, SubscriptionStore } from "@symbolon/stores";
import { readRegistration } from "./registration-record.ts";

/** `DataSetName` of TS 29.503 clause 6.1.6.3.3, as far as it is served. */
export type DataSetName = "AM" | "SMF_SEL" | "UEC_SMF" | "UEC_AMF" | "UEC_SMSF" | "SMS_SUB" | "SM" | "SMS_MNG";

interface DataSetStores {
  readonly subscriptions: SubscriptionStore;
  readonly registrations: RegistrationStore;
}

interface DataSet {
  /** Member of `SubscriptionDataSets`. */
  readonly member: string;
  read(stores: DataSetStores, subscriber: Subscriber, servingPlmn?: string): Promise<JsonValue | undefined>;
}

function stored(kind: SubscriptionDataKind): DataSet["read"] {
  return ({ subscriptions }, subscriber, servingPlmn) => subscriptions.data(subscriber, kind, servingPlmn);
}

/** One table from data set names to where each comes from. */
export const subscriptionDataSets: Readonly<Record<DataSetName, DataSet>> = {
  AM: {
    member: "amData",
    async read({ subscriptions }, subscriber, servingPlmn) {
      const data = await subscriptions.data(subscriber, "AM", servingPlmn);
      return data === undefined ? undefined : { gpsis: subscriber.gpsis, ...data };
    },
  },
  SMF_SEL: { member: "smfSelData", read: stored("SMF_SEL") },
  SM: {
    member: "smData",
    async read({ subscriptions }, subscriber, servingPlmn) {
      return (await subscriptions.data(subscriber, "SM", servingPlmn))?.["smData"];
    },
  },
  SMS_SUB: { member: "smsSubsData", read: stored("SMS_SUB") },
  SMS_MNG: { member: "smsMngData", read: stored("SMS_MNG") },
  UEC_AMF: {
    member: "uecAmfData",
    async read({ registrations }, { supi }) {
      const registration = await registrations.registration(supi, "amf-3gpp-access");
      if (registration === undefined) return undefined;
      const { amfInstanceId, guami } = readRegistration(registration).data;
      return { amfInfo: [{ amfInstanceId, guami, accessType: "3GPP_ACCESS" } as JsonObject] };
    },
  },
  UEC_SMF: {
    member: "uecSmfData",
    async read({ registrations }, { supi }) {
      const sessions = (await registrations.registrations(supi)).filter(({ kind }) => kind.startsWith("smf-"));
      if (sessions.length === 0) return undefined;
      const pduSessions = sessions.map(({ kind, document }) => {
        const { dnn, smfInstanceId, plmnId, singleNssai } = readRegistration(document).data;
        const session = { dnn, smfInstanceId, plmnId, ...(singleNssai === undefined ? {} : { singleNssai }) };
        return [kind.slice("smf-".length), session];
      });
      return { pduSessions: Object.fromEntries(pduSessions) as JsonObject };
    },
  },
  UEC_SMSF: {
    member: "uecSmsfData",
    async read({ registrations }, { supi }) {
      const info: Record<string, JsonValue> = {};
      for (const [member, kind] of smsfInfo) {
        const registration = await registrations.registration(supi, kind);
        if (registration === undefined) continue;
        const { smsfInstanceId, plmnId } = readRegistration(registration).data;
        info[member] = { smsfInstanceId, plmnId } as JsonObject;
      }
      return Object.keys(info).length === 0 ? undefined : info;
    },
  },
};

const smsfInfo: readonly (readonly [string, string])[] = [
  ["smsfInfo3GppAccess", "smsf-3gpp-access"],
  ["smsfInfoNon3GppAccess", "smsf-non-3gpp-access"],
];

export function isDataSetName(name: string): name is DataSetName {
  return Object.hasOwn(subscriptionDataSets, name);
}
