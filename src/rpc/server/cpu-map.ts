/** A map with a bit for each processor, all of them set; of so many bytes where that is given. */
export function cpuMap(cpus: number, bytes = Math.ceil(cpus / 8)): Uint8Array {
  const whole = Math.max(0, Math.min(bytes, mostBytes));
  return Uint8Array.from({ length: whole }, (_, at) => (1 << Math.max(0, Math.min(8, cpus - at * 8))) - 1);
}

/** REMOTE_CPUMAP_MAX. */
const mostBytes = 2048;

/** A map of so many bytes with those processors set; with all that the host has where nothing is said. */
export function mapOf(pin: readonly number[] | null, cpus: number, bytes: number): Uint8Array {
  if (!pin) return cpuMap(cpus, bytes);
  const map = new Uint8Array(Math.max(0, Math.min(bytes, mostBytes)));
  for (const cpu of pin) map[cpu >> 3] = (map[cpu >> 3] ?? 0) | (1 << (cpu & 7));
  return map;
}

/** The processors that are set in a map. */
export const cpusIn = (map: Uint8Array): number[] =>
  Array.from(map).flatMap((byte, at) => bits.flatMap((bit) => (byte & (1 << bit) ? [at * 8 + bit] : [])));

const bits = [0, 1, 2, 3, 4, 5, 6, 7];
