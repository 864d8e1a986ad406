import { toHex } from "@symbolon/base";

/**
 * Which points may be Ed25519 public keys. RFC 8032 leaves small-order and mixed-order keys to the implementation, and
 * OpenSSL accepts mixed ones: libraries then differ on the same signature, which a ledger cannot afford. A key of prime order makes the
 * cofactorless equation of clause 5.1.7 put R into the same subgroup, so checking the key once settles both.
 */
const P = 2n ** 255n - 19n;
/** Order of the base point. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const TWICE_D = (2n * D) % P;
const SQRT_MINUS_ONE = 19681161376707505956807079304988542015446066515923890162744021073123829784752n;
const SIGN_BIT = 1n << 255n;

/** Extended homogeneous coordinates (RFC 8032 clause 5.1.4). */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly t: bigint;
}

/** True when 32 octets canonically encode a point of prime order L. */
export function isPrimeOrderPoint(encoded: Uint8Array): boolean {
  const point = decode(encoded);
  if (point === undefined || isIdentity(point)) return false;
  return isIdentity(multiplyByOrder(point));
}

/** RFC 8032 clause 5.1.3, refusing y >= p and the sign of a zero x. */
function decode(encoded: Uint8Array): Point | undefined {
  if (encoded.length !== 32) return undefined;
  const whole = littleEndian(encoded);
  const y = whole & (SIGN_BIT - 1n);
  if (y >= P) return undefined;
  const square = (y * y) % P;
  const x = ratioRoot(modulo(square - 1n), (D * square + 1n) % P);
  if (x === undefined) return undefined;
  const odd = whole >= SIGN_BIT;
  if (x === 0n && odd) return undefined;
  const signed = (x & 1n) === (odd ? 1n : 0n) ? x : P - x;
  return { x: signed, y, z: 1n, t: (signed * y) % P };
}

/** Square root of u/v modulo p, if there is one. */
function ratioRoot(u: bigint, v: bigint): bigint | undefined {
  const v3 = (((v * v) % P) * v) % P;
  const v7 = (((v3 * v3) % P) * v) % P;
  const root = (((u * v3) % P) * power((u * v7) % P, (P - 5n) / 8n)) % P;
  const check = (((v * root) % P) * root) % P;
  if (check === u) return root;
  return check === modulo(-u) ? (root * SQRT_MINUS_ONE) % P : undefined;
}

function multiplyByOrder(point: Point): Point {
  let sum: Point = point;
  for (let bit = L.toString(2).length - 2; bit >= 0; bit -= 1) {
    sum = add(sum, sum);
    if ((L >> BigInt(bit)) & 1n) sum = add(sum, point);
  }
  return sum;
}

/** The complete addition of RFC 8032 clause 5.1.4: no exceptional cases on this curve. */
function add(p: Point, q: Point): Point {
  const a = modulo((p.y - p.x) * (q.y - q.x));
  const b = ((p.y + p.x) * (q.y + q.x)) % P;
  const c = (((p.t * TWICE_D) % P) * q.t) % P;
  const d = (2n * p.z * q.z) % P;
  const e = b - a;
  const f = d - c;
  const g = d + c;
  const h = b + a;
  return { x: modulo(e * f), y: (g * h) % P, z: modulo(f * g), t: modulo(e * h) };
}

function isIdentity({ x, y, z }: Point): boolean {
  return x === 0n && y === z;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

function modulo(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.toReversed())}`);
}
