import { concat, fromUtf8, utf8 } from "@symbolon/base";
import { codecErrors } from "../errors.ts";

/**
 * How the value of an attribute lies after its type and length octets. The value is a whole number of 4-octet words short of two octets
 * (RFC 4187 clause 8.1); `decode` returns undefined when it does not fit the format.
 */
export interface AttributeFormat<Value> {
  decode(octets: Uint8Array): Value | undefined;
  encode(value: Value): Uint8Array;
}

const RESERVED = new Uint8Array(2);
const MIN_RES_LENGTH = 4;
const MAX_RES_LENGTH = 16;

function uint16(octets: Uint8Array, offset = 0): number {
  return ((octets[offset] as number) << 8) | (octets[offset + 1] as number);
}

function fromUint16(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) {
    throw codecErrors.error("EAP_INVALID_VALUE", `${value} does not fit 16 bits`);
  }
  return Uint8Array.of(value >> 8, value & 255);
}

/** Fills up to the next end of a 4-octet word, two octets of which are the attribute's header. */
function padded(octets: Uint8Array): Uint8Array {
  const missing = (4 - ((octets.length + 2) % 4)) % 4;
  return concat(octets, new Uint8Array(missing));
}

/** Octets of one of the lengths, after `reserved` octets that are sent as zero and ignored when received. */
export function octetsFormat(lengths: readonly number[], reserved: 0 | 2 = 2): AttributeFormat<Uint8Array> {
  return {
    decode: (octets) => (lengths.includes(octets.length - reserved) ? octets.slice(reserved) : undefined),
    encode: (value) => {
      if (!lengths.includes(value.length)) {
        throw codecErrors.error(
          "EAP_INVALID_VALUE",
          `${value.length} octets; the attribute has ${lengths.join(" or ")}`,
        );
      }
      return concat(RESERVED.subarray(0, reserved), value);
    },
  };
}

/** Any number of words after two reserved octets. */
export const opaqueFormat: AttributeFormat<Uint8Array> = {
  decode: (octets) => octets.slice(2),
  encode: (value) => {
    if (value.length % 4 !== 0) throw codecErrors.error("EAP_INVALID_VALUE", "the octets are not whole words of 4");
    return concat(RESERVED, value);
  },
};

/** An attribute that says everything by being there. */
export const flagFormat: AttributeFormat<true> = {
  decode: (octets) => (octets.length === 2 ? true : undefined),
  encode: () => RESERVED,
};

export const numberFormat: AttributeFormat<number> = {
  decode: (octets) => (octets.length === 2 ? uint16(octets) : undefined),
  encode: fromUint16,
};

/** Actual length in octets, then the octets, then zeros to the end of the word. */
const countedFormat: AttributeFormat<Uint8Array> = {
  decode: (octets) => {
    const length = uint16(octets);
    const isWhole = padded(octets.subarray(0, 2 + length)).length === octets.length;
    return isWhole && 2 + length <= octets.length ? octets.slice(2, 2 + length) : undefined;
  },
  encode: (value) => padded(concat(fromUint16(value.length), value)),
};

/** Text in UTF-8 with its length in octets. */
export const textFormat: AttributeFormat<string> = {
  decode: (octets) => {
    const text = countedFormat.decode(octets);
    try {
      return text && fromUtf8(text);
    } catch {
      return undefined;
    }
  },
  encode: (value) => countedFormat.encode(utf8(value)),
};

/** RES with its length in bits (RFC 4187 clause 10.8): 4 to 16 whole octets. */
export const resFormat: AttributeFormat<Uint8Array> = {
  decode: (octets) => {
    const bits = uint16(octets);
    const isLegal = bits % 8 === 0 && bits >= MIN_RES_LENGTH * 8 && bits <= MAX_RES_LENGTH * 8;
    return isLegal ? countedFormat.decode(concat(fromUint16(bits / 8), octets.subarray(2))) : undefined;
  },
  encode: (value) => {
    if (value.length < MIN_RES_LENGTH || value.length > MAX_RES_LENGTH) {
      throw codecErrors.error("EAP_INVALID_VALUE", `RES of ${value.length} octets; it has 4 to 16`);
    }
    return padded(concat(fromUint16(value.length * 8), value));
  },
};

/** One RAND of EAP-AKA, two or three of EAP-SIM. */
export const randsFormat: AttributeFormat<readonly Uint8Array[]> = {
  decode: (octets) => {
    const count = (octets.length - 2) / 16;
    if (!Number.isInteger(count) || count < 1 || count > 3) return undefined;
    return Array.from({ length: count }, (_, i) => octets.slice(2 + i * 16, 18 + i * 16));
  },
  encode: (rands) => {
    if (rands.length < 1 || rands.length > 3 || rands.some((rand) => rand.length !== 16)) {
      throw codecErrors.error("EAP_INVALID_VALUE", "AT_RAND takes one to three RANDs of 16 octets");
    }
    return concat(RESERVED, ...rands);
  },
};

/** Versions of EAP-SIM, 16 bits each. */
export const versionsFormat: AttributeFormat<readonly number[]> = {
  decode: (octets) => {
    const list = countedFormat.decode(octets);
    if (list === undefined || list.length % 2 !== 0) return undefined;
    return Array.from({ length: list.length / 2 }, (_, i) => uint16(list, i * 2));
  },
  encode: (versions) => countedFormat.encode(concat(...versions.map(fromUint16))),
};
