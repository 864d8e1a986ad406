/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 clause 4.2.2). */
const K = new Uint32Array(64);
/** First 32 bits of the fractional parts of the square roots of the first 8 primes (FIPS 180-4 clause 5.3.3). */
const INITIAL = new Uint32Array(8);

const BLOCK_LENGTH = 64;
/** Within a block, where the length in bits begins. */
const LENGTH_OFFSET = 56;

for (let candidate = 2, found = 0; found < K.length; candidate += 1) {
  if (!isPrime(candidate)) continue;
  K[found] = fraction(Math.cbrt(candidate));
  if (found < INITIAL.length) INITIAL[found] = fraction(Math.sqrt(candidate));
  found += 1;
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) {
    if (candidate % divisor === 0) return false;
  }
  return true;
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

/** SHA-256 (FIPS 180-4) without WebCrypto, whose digest is asynchronous: tree paths hash dozens of nodes. For public data. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = INITIAL.slice();
  const schedule = new Uint32Array(64);
  const whole = bytes.length - (bytes.length % BLOCK_LENGTH);
  for (let offset = 0; offset < whole; offset += BLOCK_LENGTH) {
    compress(state, bytes.subarray(offset, offset + BLOCK_LENGTH), schedule);
  }
  const tail = padded(bytes.subarray(whole), bytes.length);
  for (let offset = 0; offset < tail.length; offset += BLOCK_LENGTH) {
    compress(state, tail.subarray(offset, offset + BLOCK_LENGTH), schedule);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest.setUint32(4 * index, word));
  return new Uint8Array(digest.buffer);
}

/** The rest, a one bit, zeros, and the length of all in bits (clause 5.1.1). */
function padded(rest: Uint8Array, length: number): Uint8Array {
  const tail = new Uint8Array(rest.length < LENGTH_OFFSET ? BLOCK_LENGTH : 2 * BLOCK_LENGTH);
  tail.set(rest);
  tail[rest.length] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(tail.length - 4, length << 3);
  return tail;
}

/** Clause 6.2.2. */
function compress(state: Uint32Array, block: Uint8Array, w: Uint32Array): void {
  expand(block, w);
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t += 1) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + (K[t] as number) + (w[t] as number)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + sum0 + majority) | 0;
  }
  const words = [a, b, c, d, e, f, g, h];
  words.forEach((word, index) => {
    state[index] = (state[index] as number) + word;
  });
}

/** Message schedule of clause 6.2.2, step 1. */
function expand(block: Uint8Array, w: Uint32Array): void {
  const view = new DataView(block.buffer, block.byteOffset, BLOCK_LENGTH);
  for (let t = 0; t < 16; t += 1) w[t] = view.getUint32(4 * t);
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15] as number;
    const y = w[t - 2] as number;
    const small0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const small1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[t] = (w[t - 16] as number) + small0 + (w[t - 7] as number) + small1;
  }
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
