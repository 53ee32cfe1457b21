/**
 * 32 well mixed bits of `seed` and `count`: a random sequence whose whole state is the number of its next member, so
 * that it crosses a migration as one number. Finaliser of splitmix32, twice.
 */
export const mix = (seed: number, count: number): number =>
  scramble(scramble(seed ^ Math.floor(count / 2 ** 32)) + Math.imul(count | 0, 0x9e3779b9));

function scramble(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
