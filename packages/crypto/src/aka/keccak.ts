/** Octets of the state of Keccak-f[1600] (TS 35.231 clause 7, FIPS 202). */
export const KECCAK_STATE_LENGTH = 200;

const ROUNDS = 24;
const LANES = 25;

/** Rotation of each lane by 5 * y + x (rho). */
const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];

/** Where lane 5 * y + x goes (pi): x' = y, y' = 2x + 3y. */
const TARGETS = Array.from({ length: LANES }, (_, lane) => {
  const x = lane % 5;
  const y = Math.floor(lane / 5);
  return y + 5 * ((2 * x + 3 * y) % 5);
});

const ROUND_CONSTANTS = roundConstants();

/** Round constants from the linear feedback shift register x^8 + x^6 + x^5 + x^4 + 1 (iota), low and high half. */
function roundConstants(): Int32Array {
  const constants = new Int32Array(ROUNDS * 2);
  let register = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let j = 0; j < 7; j += 1) {
      const position = 2 ** j - 1;
      if ((register & 1) === 1) {
        const half = round * 2 + (position < 32 ? 0 : 1);
        constants[half] = (constants[half] as number) ^ (1 << (position % 32));
      }
      register = register & 0x80 ? (register << 1) ^ 0x171 : register << 1;
    }
  }
  return constants;
}

/** Permutes the 200 octets in place. Lanes are 64 bit, little endian, kept as two 32-bit halves. */
export function keccakF1600(octets: Uint8Array): void {
  const view = new DataView(octets.buffer, octets.byteOffset, KECCAK_STATE_LENGTH);
  const state = new Int32Array(LANES * 2);
  for (let i = 0; i < state.length; i += 1) state[i] = view.getInt32(i * 4, true);
  const moved = new Int32Array(LANES * 2);
  for (let round = 0; round < ROUNDS; round += 1) {
    theta(state);
    rhoAndPi(state, moved);
    chi(moved, state);
    state[0] = (state[0] as number) ^ (ROUND_CONSTANTS[round * 2] as number);
    state[1] = (state[1] as number) ^ (ROUND_CONSTANTS[round * 2 + 1] as number);
  }
  for (let i = 0; i < state.length; i += 1) view.setInt32(i * 4, state[i] as number, true);
}

const parity = new Int32Array(10);

function theta(state: Int32Array): void {
  parity.fill(0);
  for (let i = 0; i < state.length; i += 1) {
    const column = i % 10;
    parity[column] = (parity[column] as number) ^ (state[i] as number);
  }
  for (let x = 0; x < 5; x += 1) {
    const left = ((x + 4) % 5) * 2;
    const right = ((x + 1) % 5) * 2;
    const low = parity[right] as number;
    const high = parity[right + 1] as number;
    const mixedLow = (parity[left] as number) ^ ((low << 1) | (high >>> 31));
    const mixedHigh = (parity[left + 1] as number) ^ ((high << 1) | (low >>> 31));
    for (let lane = x; lane < LANES; lane += 5) {
      state[lane * 2] = (state[lane * 2] as number) ^ mixedLow;
      state[lane * 2 + 1] = (state[lane * 2 + 1] as number) ^ mixedHigh;
    }
  }
}

function rhoAndPi(state: Int32Array, moved: Int32Array): void {
  for (let lane = 0; lane < LANES; lane += 1) {
    const bits = ROTATIONS[lane] as number;
    const swap = bits >= 32 ? 1 : 0;
    const shift = bits % 32;
    const low = state[lane * 2 + swap] as number;
    const high = state[lane * 2 + 1 - swap] as number;
    const target = (TARGETS[lane] as number) * 2;
    // A shift by 32 is a shift by 0 in ECMAScript: an unrotated half must not be mixed in.
    moved[target] = shift === 0 ? low : (low << shift) | (high >>> (32 - shift));
    moved[target + 1] = shift === 0 ? high : (high << shift) | (low >>> (32 - shift));
  }
}

function chi(moved: Int32Array, state: Int32Array): void {
  for (let row = 0; row < 50; row += 10) {
    for (let i = 0; i < 10; i += 1) {
      const next = moved[row + ((i + 2) % 10)] as number;
      const afterNext = moved[row + ((i + 4) % 10)] as number;
      state[row + i] = (moved[row + i] as number) ^ (~next & afterNext);
    }
  }
}
