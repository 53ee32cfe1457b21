import { expect, test } from 'vitest';
import { giveUpMs, measured, refuseNonsense, type Scenario } from '../../../src/domain/predict/index.ts';
import { LibvirtError } from '../../../src/protocol/errors.ts';
import { mib, scenario, writes } from './scenarios.ts';

const refusals: readonly (readonly [Partial<Scenario>, string])[] = [
  [{ pages: 0 }, 'a guest has from 1 page to 16 TiB of memory, not 0 MiB'],
  [{ pages: Number.NaN }, 'a guest has from 1 page to 16 TiB of memory, not NaN MiB'],
  [{ nonZeroPages: 65 * mib }, "65 MiB that hold something are more than the guest's 64 MiB of memory"],
  [writes(65, 1), "a working set of 65 MiB is more than the guest's 64 MiB of memory"],
  [writes(0, 1), 'a working set has from 1 page to 16 TiB, not 0 MiB'],
  [writes(1, Number.NaN), 'a rate must be more than 0 and at most 10000000 pages/s, not NaN'],
  [writes(1, 10_000_001), 'a rate must be more than 0 and at most 10000000 pages/s, not 10000001'],
  [
    { limits: { bytesPerSecond: Number.NaN, downtimeMs: 1 } },
    'bandwidth must be a number of bytes per second, not NaN',
  ],
  [
    { limits: { bytesPerSecond: 1, downtimeMs: 86_400_000 } },
    'downtime must be from 0 to 2000000 milliseconds, not 86400000',
  ],
  [{ linkBytesPerMs: 0 }, 'a link must carry something'],
  [{ latencyMs: -1 }, 'latency must be from 0 to 60000 milliseconds, not -1'],
  [{ seed: 1.5 }, 'a seed is a whole number from 0 to 4294967295, not 1.5'],
  [{ ranUs: Number.NaN }, 'a guest cannot have run for NaN microseconds'],
  [{ withinMs: 0 }, 'a migration is given up after more than 0 and at most 2678400000 milliseconds, not 0'],
  [{ constants: { ...measured, pageMs: Number.NaN } }, 'pageMs must be a number of at least 0, not NaN'],
  [{ constants: { ...measured, dataStart: 1.5 } }, 'dataStart must be a whole number of pages'],
  [{ constants: { ...measured, linkShare: 0 } }, 'linkShare must be more than 0'],
];

test.each(refusals)('%j is refused in one sentence', (differs, sentence) => {
  const refused = () => refuseNonsense(scenario(differs));
  expect(refused).toThrow(LibvirtError);
  expect(refused).toThrow(sentence);
});

test('what can be is not refused', () => {
  refuseNonsense(scenario({ ...writes(64, 1e7), limits: { bytesPerSecond: Infinity, downtimeMs: 0 } }));
});

test('a migration is given up after 20 times sending all memory, at least a minute and at most a week', () => {
  expect(giveUpMs(scenario({ pages: 64 * 1024 * mib }))).toBe(20 * 512_000);
  expect(giveUpMs(scenario())).toBe(60_000);
  expect(giveUpMs(scenario({ limits: { bytesPerSecond: 1, downtimeMs: 300 } }))).toBe(7 * 86_400_000);
});
