import { type Static, Type } from "typebox";
import {
  closed,
  hashSchema,
  idSchema,
  ledgerSchema,
  signatureSchema,
  spkiSchema,
  suiteSchema,
  textSchema,
  timeSchema,
} from "../contract/schemas.ts";

/** Most endpoints of a member: its record is read with every lookup. */
export const MAX_ENDPOINTS = 64;
/** Most certificates in an application to join. */
export const MAX_FIRST_CERTIFICATES = 16;
/** Most documents of admission evidence. */
export const MAX_EVIDENCE = 16;
/** Longest X.509 certificate of an authority, in base64url: 6 kB of DER. */
export const MAX_CERTIFICATE_LENGTH = 8192;

export const memberRoleSchema = Type.Enum(["number-buyer", "operator", "registry", "service-provider"]);

export const endpointSchema = Type.Object(
  {
    name: idSchema,
    type: Type.Enum(["UDM", "HSS", "HLR", "BSF", "AAA", "BCHF", "number-server", "data-store", "api"]),
    scheme: Type.Enum(["http", "https", "diameter", "diameters", "gsup", "radius", "radsec"]),
    host: Type.String({ minLength: 1, maxLength: 253, pattern: "^[A-Za-z0-9.:-]+$" }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    realm: Type.Optional(Type.String({ minLength: 1, maxLength: 253, pattern: "^[A-Za-z0-9.-]+$" })),
  },
  closed,
);

export const authoritySchema = Type.Object(
  {
    suite: suiteSchema,
    spki: spkiSchema,
    certificate: Type.String({ pattern: "^[A-Za-z0-9_-]+$", maxLength: MAX_CERTIFICATE_LENGTH }),
  },
  closed,
);

export const certificateSchema = Type.Object(
  {
    use: Type.Enum(["key", "communication"]),
    role: Type.Enum(["client", "node", "admin"]),
    suite: suiteSchema,
    spki: spkiSchema,
    notBefore: timeSchema,
    notAfter: timeSchema,
  },
  closed,
);

export const rolesSchema = Type.Array(memberRoleSchema, { minItems: 1, maxItems: 4, uniqueItems: true });

export const contactSchema = Type.Object(
  { organisation: textSchema, email: textSchema, telephone: Type.Optional(textSchema) },
  closed,
);

/** What a member says of itself; founders say it at genesis, others when they apply. */
export const profileSchema = Type.Object(
  {
    id: idSchema,
    name: textSchema,
    roles: rolesSchema,
    authority: authoritySchema,
    certificates: Type.Array(certificateSchema, { minItems: 1, maxItems: MAX_FIRST_CERTIFICATES }),
    endpoints: Type.Array(endpointSchema, { maxItems: MAX_ENDPOINTS }),
    contact: contactSchema,
    evidence: Type.Array(Type.Object({ title: textSchema, hash: hashSchema }, closed), { maxItems: MAX_EVIDENCE }),
  },
  closed,
);

export type MemberProfile = Static<typeof profileSchema>;
export type NewCertificate = Static<typeof certificateSchema>;
export type NewAuthority = Static<typeof authoritySchema>;

/** Bodies of the statements that a CA key signs; see statements.ts. */
export const applicationSchema = Type.Object(
  { ledger: ledgerSchema, profile: profileSchema, expiresAt: timeSchema },
  closed,
);

export const registrationSchema = Type.Object(
  {
    ledger: ledgerSchema,
    member: idSchema,
    certificate: certificateSchema,
    /** Rotation: the certificate that this one follows, valid until the overlap ends. */
    replaces: Type.Optional(Type.Object({ certificate: hashSchema, overlapUntil: timeSchema }, closed)),
  },
  closed,
);

export const revocationSchema = Type.Object(
  { ledger: ledgerSchema, member: idSchema, certificate: hashSchema },
  closed,
);

export const authorityRotationSchema = Type.Object(
  {
    ledger: ledgerSchema,
    member: idSchema,
    authority: authoritySchema,
    /** Until when the authorities before it may still sign. */
    overlapUntil: timeSchema,
    expiresAt: timeSchema,
  },
  closed,
);

export type Application = Static<typeof applicationSchema>;
export type Registration = Static<typeof registrationSchema>;
export type Revocation = Static<typeof revocationSchema>;
export type AuthorityRotation = Static<typeof authorityRotationSchema>;

export const registerCertificateSchema = Type.Object(
  { statement: registrationSchema, signature: signatureSchema },
  closed,
);

export const revokeByAuthoritySchema = Type.Object({ statement: revocationSchema, signature: signatureSchema }, closed);

export const revokeCertificateSchema = Type.Object({ certificate: hashSchema }, closed);

export const rotateAuthoritySchema = Type.Object(
  {
    statement: authorityRotationSchema,
    /** By an authority on record. */
    signature: signatureSchema,
    /** By the new authority: it has the key. */
    possession: signatureSchema,
  },
  closed,
);

export const changeContactSchema = Type.Object({ name: textSchema, contact: contactSchema }, closed);

export const putEndpointsSchema = Type.Object(
  { endpoints: Type.Array(endpointSchema, { minItems: 1, maxItems: MAX_ENDPOINTS }) },
  closed,
);

export const removeEndpointsSchema = Type.Object(
  { names: Type.Array(idSchema, { minItems: 1, maxItems: MAX_ENDPOINTS }) },
  closed,
);

export const claimParentSchema = Type.Object({ parent: idSchema }, closed);

export const confirmChildSchema = Type.Object({ child: idSchema }, closed);

export const leaveSchema = Type.Object({}, closed);
