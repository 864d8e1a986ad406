import { type Static, Type } from "typebox";
import { closed, hashSchema, idSchema, spkiSchema, suiteSchema } from "../contract/schemas.ts";
import { amountSchema } from "../settlement/money.ts";
import { newPricingSchema } from "../settlement/schemas.ts";
import { MAX_NUMBER_LENGTH, MIN_NUMBER_LENGTH } from "./digits.ts";

/** Most ranges in one call. */
export const MAX_RANGES_PER_CALL = 200;
/** Most numbers that one call gives an index or a user key of their own. */
export const MAX_OVERLAYS_PER_CALL = 250;
/** Most numbers with an index or a user key of their own that one step may release. */
export const MAX_OVERLAYS_RELEASED = 1000;
/** Most numbers in one application. */
export const MAX_NUMBERS_PER_APPLICATION = 1_000_000;
/** Elements that one number may name: a UDM, an HSS and an HLR, and a second of one of them. */
export const MAX_DATA_MANAGEMENT = 4;
/** Longest index of user data. */
export const MAX_INDEX_LENGTH = 64;
/** Most pricing contracts that one call may touch. */
export const MAX_PRICES_PER_CALL = 16;

export const kindSchema = Type.Enum(["imsi", "msisdn"]);

export const digitsSchema = Type.String({ pattern: `^[0-9]{${MIN_NUMBER_LENGTH},${MAX_NUMBER_LENGTH}}$` });

export const numberRangeSchema = Type.Object({ start: digitsSchema, end: digitsSchema }, closed);

export const rangesSchema = Type.Array(numberRangeSchema, { minItems: 1, maxItems: MAX_RANGES_PER_CALL });

/** Numbers by the block that a shared network code was divided into: IMSIs of 15 digits. */
export const imsiBlockSchema = Type.Object(
  {
    plmn: Type.String({ pattern: "^[0-9]{5,6}$", description: "MCC and MNC." }),
    block: Type.String({ pattern: "^[0-9]{1,8}$", description: "IMSI block number, the digits after the MNC." }),
  },
  closed,
);

export const injectSchema = Type.Object(
  {
    kind: kindSchema,
    ranges: Type.Array(Type.Union([numberRangeSchema, imsiBlockSchema]), {
      minItems: 1,
      maxItems: MAX_RANGES_PER_CALL,
    }),
    /** A pricing contract of the submitter: one that exists, or one that is made with the numbers. */
    pricing: Type.Union([idSchema, newPricingSchema]),
  },
  closed,
);

export const withdrawSchema = Type.Object({ kind: kindSchema, ranges: rangesSchema }, closed);

export const applySchema = Type.Object(
  {
    kind: kindSchema,
    length: Type.Integer({ minimum: MIN_NUMBER_LENGTH, maximum: MAX_NUMBER_LENGTH }),
    count: Type.Integer({ minimum: 1, maximum: MAX_NUMBERS_PER_APPLICATION }),
    /** Numbers from here on. */
    start: Type.Optional(digitsSchema),
    /** First digits. */
    prefix: Type.Optional(Type.String({ pattern: `^[0-9]{1,${MAX_NUMBER_LENGTH}}$` })),
    /** As many characters as a number has digits: a digit stands for itself, `?` for any. */
    pattern: Type.Optional(Type.String({ pattern: `^[0-9?]{${MIN_NUMBER_LENGTH},${MAX_NUMBER_LENGTH}}$` })),
    /** The numbers must follow each other. */
    contiguous: Type.Optional(Type.Boolean()),
    /** Only numbers of this pricing contract. */
    pricing: Type.Optional(idSchema),
  },
  closed,
);

export const cancelSchema = Type.Object({ application: hashSchema }, closed);

export const openSchema = Type.Object(
  {
    application: hashSchema,
    /** A part of the application; all of it without. */
    ranges: Type.Optional(rangesSchema),
  },
  closed,
);

export const routingSchema = Type.Object(
  {
    dataManagement: Type.Array(Type.Object({ type: Type.Enum(["UDM", "HSS", "HLR"]), endpoint: idSchema }, closed), {
      minItems: 1,
      maxItems: MAX_DATA_MANAGEMENT,
    }),
    roamingContract: Type.Optional(idSchema),
    credentialPolicy: Type.Enum(["required", "optional", "off"]),
  },
  closed,
);

const indexSchema = Type.String({ pattern: `^[A-Za-z0-9._:@+-]{1,${MAX_INDEX_LENGTH}}$` });
const userKeySchema = Type.Object({ suite: suiteSchema, spki: spkiSchema }, closed);

/** What is to be a number's own. Absent: as it is; null: taken away (a user key is revoked so). */
export const overlayChangeSchema = Type.Object(
  {
    number: digitsSchema,
    index: Type.Optional(Type.Union([indexSchema, Type.Null()])),
    userKey: Type.Optional(Type.Union([userKeySchema, Type.Null()])),
  },
  closed,
);

const overlayChangesSchema = Type.Array(overlayChangeSchema, { minItems: 1, maxItems: MAX_OVERLAYS_PER_CALL });

const routedRangesSchema = Type.Array(
  Type.Object({ start: digitsSchema, end: digitsSchema, routing: routingSchema }, closed),
  { minItems: 1, maxItems: MAX_RANGES_PER_CALL },
);

export const recordSchema = Type.Object(
  {
    kind: kindSchema,
    ranges: routedRangesSchema,
    overlays: Type.Optional(overlayChangesSchema),
    /** The prices that the submitter agrees to: for every pricing contract of the numbers, its revision in force. */
    prices: Type.Array(Type.Object({ pricing: idSchema, revision: Type.Integer({ minimum: 1 }) }, closed), {
      minItems: 1,
      maxItems: MAX_PRICES_PER_CALL,
    }),
    /** Most that the call may cost per pricing contract, minor units of its currency. */
    maximumFee: Type.Optional(amountSchema),
  },
  closed,
);

export const routeSchema = Type.Object({ kind: kindSchema, ranges: routedRangesSchema }, closed);

export const setOverlaysSchema = Type.Object({ kind: kindSchema, overlays: overlayChangesSchema }, closed);

export const releaseSchema = Type.Object({ kind: kindSchema, ranges: rangesSchema }, closed);

export const billSchema = Type.Object({ kind: kindSchema, ranges: rangesSchema }, closed);

export const cleanSchema = Type.Object({}, closed);

const suciTuple = {
  mcc: Type.String({ pattern: "^[0-9]{3}$" }),
  mnc: Type.String({ pattern: "^[0-9]{2,3}$" }),
  routingIndicator: Type.String({ pattern: "^[0-9]{1,4}$" }),
  homeNetworkKeyId: Type.Integer({ minimum: 0, maximum: 255 }),
};

export const claimSuciSchema = Type.Object(
  {
    ...suciTuple,
    endpoint: idSchema,
    /** An IMSI that the submitter has recorded in this network: it entitles to the claim. */
    imsi: digitsSchema,
  },
  closed,
);

export const releaseSuciSchema = Type.Object(suciTuple, closed);

/** Most lines in one batch of plan data. */
export const MAX_PLAN_LINES = 250;

export const planLineSchema = Type.Object(
  {
    start: digitsSchema,
    end: digitsSchema,
    holder: Type.Object(
      {
        outside: Type.String({ minLength: 1, maxLength: 100 }),
        country: Type.String({ pattern: "^[1-9][0-9]{0,2}$", description: "E.164 country code." }),
      },
      closed,
    ),
  },
  closed,
);

export const importPlanSchema = Type.Object(
  {
    name: idSchema,
    /** Place of the batch in the file; the first is 0. */
    batch: Type.Integer({ minimum: 0 }),
    lines: Type.Array(planLineSchema, { minItems: 1, maxItems: MAX_PLAN_LINES }),
    /** Digest of the batch after this one; 64 zeros after the last. */
    nextDigest: hashSchema,
  },
  closed,
);

export type InjectArgs = Static<typeof injectSchema>;
export type ApplyArgs = Static<typeof applySchema>;
export type RecordArgs = Static<typeof recordSchema>;
export type OverlayChange = Static<typeof overlayChangeSchema>;
export type ClaimSuciArgs = Static<typeof claimSuciSchema>;
export type ImportPlanArgs = Static<typeof importPlanSchema>;
export type PlanLine = Static<typeof planLineSchema>;
