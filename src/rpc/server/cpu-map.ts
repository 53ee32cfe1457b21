/** A map with a bit for each processor, all of them set; of so many bytes where that is given. */
export function cpuMap(cpus: number, bytes = Math.ceil(cpus / 8)): Uint8Array {
  const whole = Math.max(0, Math.min(bytes, mostBytes));
  return Uint8Array.from({ length: whole }, (_, at) => (1 << Math.max(0, Math.min(8, cpus - at * 8))) - 1);
}

/** REMOTE_CPUMAP_MAX. */
const mostBytes = 2048;
