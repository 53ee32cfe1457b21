/** Randomness behind a port: seeded where order matters, the system's where secrets are made. */
export interface Random {
  /** A whole number from 0 up to, not including, `bound` (at most 2^32). */
  below(bound: number): number;
  /** `length` bytes. */
  bytes(length: number): Uint8Array;
}

/** xoshiro128** (Blackman and Vigna, 2018), seeded by splitmix32: the same seed gives the same numbers everywhere. */
export function seededRandom(seed: number): Random {
  const s = seedState(seed);
  const next = () => step(s);
  const below = (bound: number) => Math.floor((next() / 2 ** 32) * bound);
  return { below, bytes: (length) => Uint8Array.from({ length }, () => below(256)) };
}

type State = [number, number, number, number];

function seedState(seed: number): State {
  let x = seed >>> 0;
  const splitmix = () => {
    x = (x + 0x9e3779b9) >>> 0;
    let z = x;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return [splitmix(), splitmix(), splitmix(), splitmix()];
}

function step(s: State): number {
  const scrambled = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0;
  const t = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate(s[3], 11);
  return scrambled;
}

const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));
