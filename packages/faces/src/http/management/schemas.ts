import { kindSchema, digitsSchema, rangesSchema } from "@symbolon/contracts/numbers";
import { Type } from "typebox";

export const MANAGEMENT_PATH = "/nbchf-management/v1";

/** Records in one answer of a list. */
export const MAX_LIST_LENGTH = 1_000;
/** Records in one answer of a list when the request does not say. */
export const DEFAULT_LIST_LENGTH = 100;

/** `Idempotency-Key`: the same key with the same content is the same request, so that a client may repeat it. */
export const IdempotencyHeaders = Type.Object({
  "idempotency-key": Type.String({ pattern: "^[A-Za-z0-9._:-]{1,64}$" }),
});

const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIST_LENGTH, default: DEFAULT_LIST_LENGTH }));

export const RangeListQuerystring = Type.Object({
  kind: kindSchema,
  from: Type.Optional(digitsSchema),
  limit,
});

export const ListQuerystring = Type.Object({
  from: Type.Optional(Type.String({ maxLength: 64, pattern: "^[a-z0-9-]+$" })),
  limit,
});

/** A page of records as they stand on the ledger; `next` is the `from` of the next page. */
export const ListAnswer = Type.Object(
  {
    items: Type.Array(Type.Object({}, { additionalProperties: true })),
    next: Type.Optional(Type.String()),
    height: Type.Integer(),
  },
  { title: "List" },
);

export const AccountOrderBody = Type.Object(
  {
    application: Type.String({ pattern: "^[0-9a-f]{64}$", description: "Application that gave the numbers" }),
    imsis: rangesSchema,
    msisdns: Type.Optional(rangesSchema),
    package: Type.String({ minLength: 1, maxLength: 64 }),
    method: Type.Enum(["5G_AKA", "EAP_AKA_PRIME"]),
    algorithm: Type.Enum(["milenage", "tuak"]),
    amf: Type.String({ pattern: "^[0-9a-fA-F]{4}$", description: "Authentication management field" }),
  },
  { title: "AccountOrder", additionalProperties: false },
);

export const OrderParams = Type.Object({ orderId: Type.String({ pattern: "^[A-Za-z0-9._:-]{1,64}$" }) });

export const AccountOrderAnswer = Type.Object(
  {
    orderId: Type.String(),
    opened: Type.Integer(),
    total: Type.Integer(),
    failure: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
  },
  { title: "AccountOrderProgress" },
);
