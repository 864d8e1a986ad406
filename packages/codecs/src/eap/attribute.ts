import { concat, toHex } from "@symbolon/base";
import { codecErrors } from "../errors.ts";
import {
  type AttributeFormat,
  flagFormat,
  numberFormat,
  octetsFormat,
  opaqueFormat,
  randsFormat,
  resFormat,
  textFormat,
  versionsFormat,
} from "./attribute-format.ts";

/** Values of the attributes of EAP-SIM, EAP-AKA and EAP-AKA' by name (IANA "EAP-AKA and EAP-SIM Parameters"). */
export interface AttributeValues {
  readonly AT_RAND: readonly Uint8Array[];
  readonly AT_AUTN: Uint8Array;
  readonly AT_RES: Uint8Array;
  readonly AT_AUTS: Uint8Array;
  readonly AT_NONCE_MT: Uint8Array;
  readonly AT_PERMANENT_ID_REQ: true;
  readonly AT_MAC: Uint8Array;
  readonly AT_NOTIFICATION: number;
  readonly AT_ANY_ID_REQ: true;
  readonly AT_IDENTITY: string;
  readonly AT_VERSION_LIST: readonly number[];
  readonly AT_SELECTED_VERSION: number;
  readonly AT_FULLAUTH_ID_REQ: true;
  readonly AT_CLIENT_ERROR_CODE: number;
  readonly AT_KDF_INPUT: string;
  readonly AT_KDF: number;
  readonly AT_IV: Uint8Array;
  /** Cipher text of nested attributes, whole blocks of 16 octets. */
  readonly AT_ENCR_DATA: Uint8Array;
  /** Hash over the identity round trips: empty, 20 octets (SHA-1) or 32 (SHA-256). */
  readonly AT_CHECKCODE: Uint8Array;
  readonly AT_RESULT_IND: true;
  /** The first bit says that the server would rather use EAP-AKA' (RFC 9048 clause 4). */
  readonly AT_BIDDING: number;
}

export type AttributeName = keyof AttributeValues;

/** An attribute above 127 that is not known here and may be passed over. */
export interface SkippableAttribute {
  readonly name: "skippable";
  /** 128 to 255. */
  readonly type: number;
  readonly value: Uint8Array;
}

export type EapAttribute =
  | { readonly [Name in AttributeName]: { readonly name: Name; readonly value: AttributeValues[Name] } }[AttributeName]
  | SkippableAttribute;

interface AttributeDefinition<Value> {
  readonly type: number;
  readonly format: AttributeFormat<Value>;
}

const definitions: { readonly [Name in AttributeName]: AttributeDefinition<AttributeValues[Name]> } = {
  AT_RAND: { type: 1, format: randsFormat },
  AT_AUTN: { type: 2, format: octetsFormat([16]) },
  AT_RES: { type: 3, format: resFormat },
  AT_AUTS: { type: 4, format: octetsFormat([14], 0) },
  AT_NONCE_MT: { type: 7, format: octetsFormat([16]) },
  AT_PERMANENT_ID_REQ: { type: 10, format: flagFormat },
  AT_MAC: { type: 11, format: octetsFormat([16]) },
  AT_NOTIFICATION: { type: 12, format: numberFormat },
  AT_ANY_ID_REQ: { type: 13, format: flagFormat },
  AT_IDENTITY: { type: 14, format: textFormat },
  AT_VERSION_LIST: { type: 15, format: versionsFormat },
  AT_SELECTED_VERSION: { type: 16, format: numberFormat },
  AT_FULLAUTH_ID_REQ: { type: 17, format: flagFormat },
  AT_CLIENT_ERROR_CODE: { type: 22, format: numberFormat },
  AT_KDF_INPUT: { type: 23, format: textFormat },
  AT_KDF: { type: 24, format: numberFormat },
  AT_IV: { type: 129, format: octetsFormat([16]) },
  AT_ENCR_DATA: { type: 130, format: opaqueFormat },
  AT_CHECKCODE: { type: 134, format: octetsFormat([0, 20, 32]) },
  AT_RESULT_IND: { type: 135, format: flagFormat },
  AT_BIDDING: { type: 136, format: numberFormat },
};

export const AT_MAC_TYPE = definitions.AT_MAC.type;

const names: ReadonlyMap<number, AttributeName> = new Map(
  Object.entries(definitions).map(([name, { type }]) => [type, name as AttributeName]),
);
/** Only AT_KDF may come more than once: it lists functions in order of preference (RFC 9048 clause 3.2). */
const REPEATABLE: ReadonlySet<string> = new Set(["AT_KDF", "skippable"]);
const FIRST_SKIPPABLE = 128;

function malformed(why: string) {
  return codecErrors.error("EAP_MALFORMED", `not the attributes of an EAP packet: ${why}`);
}

/** Where each attribute lies: offset of its type octet, and its length in octets. @throws EAP_MALFORMED */
export function* attributeSpans(octets: Uint8Array): Generator<{ readonly offset: number; readonly length: number }> {
  let offset = 0;
  while (offset < octets.length) {
    const length = (octets[offset + 1] ?? 0) * 4;
    if (length === 0 || offset + length > octets.length) {
      throw malformed(`the length of attribute ${octets[offset]} is zero or beyond the packet`);
    }
    yield { offset, length };
    offset += length;
  }
}

/** @throws EAP_MALFORMED */
export function decodeAttributes(octets: Uint8Array): EapAttribute[] {
  const attributes: EapAttribute[] = [];
  const seen = new Set<string>();
  for (const { offset, length } of attributeSpans(octets)) {
    const attribute = decodeAttribute(octets[offset] as number, octets.subarray(offset + 2, offset + length));
    if (seen.has(attribute.name) && !REPEATABLE.has(attribute.name)) throw malformed(`${attribute.name} comes twice`);
    seen.add(attribute.name);
    attributes.push(attribute);
  }
  return attributes;
}

function decodeAttribute(type: number, octets: Uint8Array): EapAttribute {
  const name = names.get(type);
  if (name === undefined) {
    if (type >= FIRST_SKIPPABLE) return { name: "skippable", type, value: octets.slice() };
    throw malformed(`attribute ${type} is not known and may not be skipped`);
  }
  const value = definitions[name].format.decode(octets);
  if (value === undefined) throw malformed(`the value of ${name} is ${toHex(octets.subarray(0, 8))}...`);
  return { name, value } as EapAttribute;
}

/** @throws EAP_INVALID_VALUE */
export function encodeAttributes(attributes: readonly EapAttribute[]): Uint8Array {
  return concat(...attributes.map(encodeAttribute));
}

function encodeAttribute(attribute: EapAttribute): Uint8Array {
  const isSkippable = attribute.name === "skippable";
  const type = isSkippable ? attribute.type : definitions[attribute.name].type;
  const value = isSkippable ? attribute.value : encodeValue(attribute.name, attribute.value);
  const words = (value.length + 2) / 4;
  if (!Number.isInteger(words) || words > 255) {
    throw codecErrors.error("EAP_INVALID_VALUE", `${attribute.name} does not fit whole words, at most 255 of them`);
  }
  return concat(Uint8Array.of(type, words), value);
}

function encodeValue<Name extends AttributeName>(name: Name, value: unknown): Uint8Array {
  const definition: AttributeDefinition<AttributeValues[Name]> = definitions[name];
  return definition.format.encode(value as AttributeValues[Name]);
}
