import { type Static, Type } from "typebox";
import { closed, hashSchema, idSchema, signatureSchema, textSchema } from "../contract/schemas.ts";
import { applicationSchema, authoritySchema, rolesSchema } from "../members/schemas.ts";
import { settingsSchema } from "../members/settings.ts";
import { kindSchema, numberRangeSchema, rangesSchema } from "../numbers/schemas.ts";
import { MAX_PLAN_BATCHES } from "../numbers/plan-digest.ts";

export const admissionSchema = Type.Object({ application: applicationSchema, signature: signatureSchema }, closed);

export const membershipSchema = Type.Object({ member: idSchema, reason: textSchema }, closed);

export const rolesChangeSchema = Type.Object({ member: idSchema, roles: rolesSchema }, closed);

/** For a member that has lost its CA key; the authorities before it end at once. */
export const authorityReplacementSchema = Type.Object(
  { member: idSchema, authority: authoritySchema, reason: textSchema },
  closed,
);

export const settingsChangeSchema = Type.Object({ settings: settingsSchema }, closed);

export const activationSchema = Type.Object(
  {
    contract: idSchema,
    version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    height: Type.Integer({ minimum: 1, maximum: 999_999_999_999 }),
  },
  closed,
);

export const titleSchema = Type.Object({ member: idSchema, kind: kindSchema, range: numberRangeSchema }, closed);

export const reclaimSchema = Type.Object(
  {
    kind: kindSchema,
    ranges: rangesSchema,
    /** Only what this member holds; whoever holds them without it. */
    holder: Type.Optional(idSchema),
    reason: textSchema,
  },
  closed,
);

export const planImportSchema = Type.Object(
  {
    name: idSchema,
    kind: kindSchema,
    fileHash: hashSchema,
    batches: Type.Integer({ minimum: 1, maximum: MAX_PLAN_BATCHES }),
    /** Digest of the first batch; see `planDigests`. */
    digest: hashSchema,
  },
  closed,
);

export const voteSchema = Type.Object({ proposal: hashSchema, vote: Type.Enum(["for", "against"]) }, closed);

export type Admission = Static<typeof admissionSchema>;
export type Activation = Static<typeof activationSchema>;
