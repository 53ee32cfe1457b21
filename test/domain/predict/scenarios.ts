import { firmwarePages } from '../../../src/domain/memory/index.ts';
import { type Constants, measured, type Region, type Scenario } from '../../../src/domain/predict/index.ts';

export const mib = 256;

/** An idle guest of 64 MiB under QEMU's default limits; what differs is told. */
export const scenario = (differs: Partial<Scenario> = {}): Scenario => ({
  pages: 64 * mib,
  nonZeroPages: 0,
  regions: [],
  ranUs: 0,
  seed: 0,
  limits: { bytesPerSecond: 128 * 2 ** 20, downtimeMs: 300 },
  linkBytesPerMs: Infinity,
  latencyMs: 0,
  capabilities: new Set(),
  withinMs: 60_000,
  constants: measured,
  ...differs,
});

/** A guest that writes, each page of its working set at least once already. */
export const writes = (workingSetMib: number, pagesPerSecond: number, pattern: Region['pattern'] = 'sequential') => ({
  nonZeroPages: workingSetMib * mib,
  regions: [{ pattern, pages: workingSetMib * mib, pagesPerSecond }],
});

/** A guest of hooklab: its firmware, a tick counter on its first page, and hosts that need no time. */
export const hooklab: Constants = {
  ...(Object.fromEntries(Object.keys(measured).map((name) => [name, 0])) as unknown as Constants),
  firmwarePages,
  firmwareNonZero: 88,
  housekeepingPages: 1,
  housekeepingRate: 100,
  linkShare: 1,
  bufferBytes: 1e18,
  flightBytes: 1,
};
