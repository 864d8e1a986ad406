import { Type } from "typebox";
import { MAX_CREDENTIAL_LENGTH } from "../nbchf/schemas.ts";
import { MAX_PATH_VARIABLE_LENGTH } from "../server/http-app.ts";
import { ProblemDetails } from "../server/problem-details.ts";

/** Characters of a URI that a consumer gives for callbacks. */
export const MAX_CALLBACK_URI_LENGTH = 2_048;

/** `VarUeId` of TS 29.571: the function checks the form. */
export const UeId = Type.String({ minLength: 5, maxLength: MAX_PATH_VARIABLE_LENGTH });

export const UeIdParams = Type.Object({ ueId: UeId });

/** Headers that are looked at; `3gpp-Sbi-*` and others may come along. */
export const ServiceHeaders = Type.Object({
  "x-symbolon-credential": Type.Optional(
    Type.String({ maxLength: MAX_CREDENTIAL_LENGTH, description: "The user's credential: a compact JWS" }),
  ),
});

export const PlmnId = Type.Object(
  { mcc: Type.String({ pattern: "^[0-9]{3}$" }), mnc: Type.String({ pattern: "^[0-9]{2,3}$" }) },
  { title: "PlmnId", additionalProperties: true },
);

export const Guami = Type.Object(
  { plmnId: PlmnId, amfId: Type.String({ pattern: "^[A-Fa-f0-9]{6}$" }) },
  { title: "Guami", additionalProperties: true },
);

export const NfInstanceId = Type.String({ minLength: 1, maxLength: 64, description: "UUID of the NF instance" });

export const CallbackUri = Type.String({ maxLength: MAX_CALLBACK_URI_LENGTH, pattern: "^https?://[^\\s]+$" });

/** A standard's data type whose members the function passes on as they are. */
export function openObject(title: string) {
  return Type.Object({}, { title, additionalProperties: true });
}

export const refusals = {
  400: ProblemDetails,
  401: ProblemDetails,
  403: ProblemDetails,
  404: ProblemDetails,
  429: ProblemDetails,
  501: ProblemDetails,
};
