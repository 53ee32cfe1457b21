import { expect, test } from 'vitest';
import type { MigrateFlag } from '../../src/protocol/messages.ts';
import { checkTuning, methodsOf, type Party, type Tuning, tuningOf } from '../../src/protocol/migration-tuning.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { checkQemuParameters } from '../../src/protocol/qemu-parameters.ts';

const check = (party: Party, flags: readonly MigrateFlag[], tuning: Tuning, release = '9.0.0') =>
  checkTuning({ profile: profileFor(release), party, flags, tuning });

/** Recordings 6a-compression, 6a-converge, 6a-parallel. */
test.each<[Party, Tuning, string]>([
  ['destination', { compressionMethods: ['bogus'] }, "Unsupported compression method 'bogus'"],
  ['destination', { compressionMethods: ['xbzrle', 'xbzrle'] }, "Compression method 'xbzrle' is specified twice"],
  [
    'destination',
    { compressionMethods: ['xbzrle'], compressionLevel: 5 },
    'Turn multithread compression on to tune it',
  ],
  ['destination', { decompressionThreads: 3 }, 'Turn multithread compression on to tune it'],
  ['destination', { xbzrleCache: 65_536 }, 'Turn xbzrle compression on to tune it'],
  ['destination', { parallelConnections: 4 }, 'Turn parallel migration on to tune it'],
  ['source', { throttleIncrement: 10 }, 'Turn auto convergence on to tune it'],
])('the %s refuses %j before anything has happened', (party, tuning, text) => {
  expect(() => check(party, ['live'], tuning)).toThrow(`invalid argument: ${text}`);
});

test('methods that are named need no flag of their own, and the throttle is the source’s matter', () => {
  check('source', ['live'], { compressionMethods: ['mt'], compressionLevel: 5 });
  check('destination', ['live'], { throttleInitial: 30 });
  expect(methodsOf(['live', 'compressed'], {})).toEqual(['xbzrle']);
  expect(methodsOf(['live'], { compressionMethods: ['mt'] })).toEqual(['mt']);
});

test('zlib and zstd are known from 9.4.0 on', () => {
  const tuning = { compressionMethods: ['zstd'] };
  expect(() => check('source', ['live', 'parallel'], tuning, '9.3.0')).toThrow('Unsupported compression method');
  check('source', ['live', 'parallel'], tuning, '9.4.0');
});

test.each<[Party, Tuning, string]>([
  ['destination', { parallelConnections: 0 }, "Parameter 'multifd_channels' expects a value between 1 and 255"],
  ['destination', { parallelConnections: 256 }, "Parameter 'multifd-channels' expects uint8_t"],
  ['destination', { parallelConnections: -1 }, "Parameter 'multifd-channels' expects uint8_t"],
  ['destination', { compressionLevel: 20 }, "Parameter 'compress_level' expects a value between 0 and 9"],
  ['source', { throttleInitial: 200 }, "Parameter 'cpu_throttle_initial' expects an integer in the range of 1 to 99"],
])('what QEMU at the %s does not take, %j, is refused in its words', (party, tuning, text) => {
  expect(() => checkQemuParameters(party, ['live', 'parallel'], tuning)).toThrow(
    `internal error: unable to execute QEMU command 'migrate-set-parameters': ${text}`,
  );
});

test('the tuning among other parameters is all that is handed on', () => {
  const given = { parallelConnections: 0, xbzrleCache: undefined, dname: 'other' };
  expect(tuningOf(given)).toEqual({ parallelConnections: 0 });
});
