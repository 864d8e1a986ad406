import { type Static, Type } from "typebox";
import type { RoutingAnswer as FunctionAnswer } from "@symbolon/functions/bchf";
import { MAX_PATH_VARIABLE_LENGTH } from "../server/http-app.ts";
import { ProblemDetails } from "../server/problem-details.ts";

/** Identifiers in one batch of the query service. */
export const MAX_ROUTING_BATCH = 1_000;
/** Characters of a user's credential, a compact JWS. */
export const MAX_CREDENTIAL_LENGTH = 4_096;

/** TS 29.571 syntax where it has one; the function checks the rest. */
const Identifier = Type.String({
  minLength: 3,
  maxLength: MAX_PATH_VARIABLE_LENGTH,
  pattern: "^[a-z0-9]+-.+$",
  description:
    "imsi-<5..15 digits>, msisdn-<5..15 digits>, suci-..., nai-..., imei-..., imeisv-..., eid-<32 digits>, ipv4-..., ipv6-...",
  examples: ["imsi-315010012300001"],
});

export const RoutingParams = Type.Object({ identifier: Identifier });

export const RoutingQuerystring = Type.Object({
  "requester-nf-type": Type.Optional(
    Type.String({ maxLength: 64, pattern: "^[A-Za-z0-9_-]+$", description: "NFType of TS 29.510: AMF, SMSF, ..." }),
  ),
  "requester-plmn": Type.Optional(
    Type.String({ pattern: "^[0-9]{5,6}$", description: "MCC and MNC of the serving network" }),
  ),
  "data-management": Type.Optional(
    Type.Enum(["UDM", "HSS", "HLR"], {
      description: "Only elements of this type are wanted",
    }),
  ),
});
export type RoutingQuerystring = Static<typeof RoutingQuerystring>;

export const RoutingHeaders = Type.Object({
  "x-symbolon-credential": Type.Optional(
    Type.String({ maxLength: MAX_CREDENTIAL_LENGTH, description: "The user's credential: a compact JWS" }),
  ),
  "if-none-match": Type.Optional(Type.String()),
});

const DataManagement = Type.Object(
  {
    type: Type.Enum(["UDM", "HSS", "HLR"]),
    uri: Type.String(),
    fqdn: Type.Optional(Type.String()),
    realm: Type.Optional(Type.String({ description: "Diameter realm" })),
    host: Type.Optional(Type.String({ description: "Diameter host" })),
  },
  { title: "DataManagement" },
);

/** Where the user data of an identifier lives. Height and block time come last: what stands before them is what the ETag names. */
export const RoutingAnswer = Type.Object(
  {
    identifier: Type.String(),
    holder: Type.String({
      description: "Member identifier, or the name of an operator outside where only the plan knows it",
    }),
    country: Type.Optional(Type.String()),
    status: Type.String(),
    dataManagement: Type.Array(DataManagement),
    index: Type.Optional(Type.String({ description: "Shortcut into the holder's user data" })),
    roamingContract: Type.Optional(Type.String({ description: "Address of the roaming-charging contract" })),
    ported: Type.Optional(Type.Boolean()),
    source: Type.Enum(["ledger", "plan", "classic"]),
    height: Type.Integer({ description: "Ledger height that the answer was read at" }),
    blockTime: Type.Integer({ description: "Time of that block, milliseconds since 1970-01-01T00:00:00Z" }),
  },
  { title: "RoutingAnswer" },
);

/** Fails to compile when the function answers something that the contract does not carry. */
type Carried<Answer extends Static<typeof RoutingAnswer>> = Answer;
export type CarriedAnswer = Carried<Mutable<FunctionAnswer>>;
type Mutable<Value> = Value extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : Value extends object
    ? { -readonly [Name in keyof Value]: Mutable<Value[Name]> }
    : Value;

export const RoutingBatchRequest = Type.Object(
  { identifiers: Type.Array(Identifier, { minItems: 1, maxItems: MAX_ROUTING_BATCH }) },
  { title: "RoutingBatchRequest", additionalProperties: false },
);

export const RoutingBatchAnswer = Type.Object(
  {
    results: Type.Array(
      Type.Object({
        identifier: Type.String(),
        status: Type.Integer({ description: "What GET of this identifier would have answered" }),
        routing: Type.Optional(RoutingAnswer),
        problem: Type.Optional(ProblemDetails),
      }),
    ),
  },
  { title: "RoutingBatchAnswer" },
);
export type RoutingBatchAnswer = Static<typeof RoutingBatchAnswer>;

/** A proof as `symbolon verify` reads it; its members are those of the proofs package. */
export const RoutingProof = Type.Object({}, { title: "RoutingProof", additionalProperties: true });
