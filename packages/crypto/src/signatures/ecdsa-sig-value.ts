const INTEGER = 0x02;
const SEQUENCE = 0x30;
const SCALAR_LENGTH = 32;

/**
 * Raw r||s of P-256 as the Ecdsa-Sig-Value of RFC 3279 clause 2.2.3 in DER. OpenSSL takes the raw form only by
 * way of the group order, which costs it 60 us of every check, most of them on the thread that asks.
 *
 * @param signature 64 octets
 */
export function ecdsaSigValue(signature: Uint8Array): Uint8Array {
  const rFrom = firstOctet(signature, 0);
  const sFrom = firstOctet(signature, SCALAR_LENGTH);
  const rPad = padding(signature, rFrom);
  const sPad = padding(signature, sFrom);
  const rLength = SCALAR_LENGTH - rFrom + rPad;
  const sLength = 2 * SCALAR_LENGTH - sFrom + sPad;
  const der = new Uint8Array(6 + rLength + sLength);
  der.set([SEQUENCE, 4 + rLength + sLength, INTEGER, rLength]);
  der.set(signature.subarray(rFrom, SCALAR_LENGTH), 4 + rPad);
  der.set([INTEGER, sLength], 4 + rLength);
  der.set(signature.subarray(sFrom), 6 + rLength + sPad);
  return der;
}

/** Position of a scalar's first octet that is not zero; of its last octet when all are. */
function firstOctet(signature: Uint8Array, from: number): number {
  let at = from;
  while (at < from + SCALAR_LENGTH - 1 && signature[at] === 0) at += 1;
  return at;
}

/** An INTEGER is signed: a zero octet goes before a first bit that is set. */
function padding(signature: Uint8Array, at: number): number {
  return (signature[at] as number) >> 7;
}
