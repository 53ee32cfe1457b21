import { LibvirtError } from './errors.ts';
import type { MigrateFlag } from './messages.ts';
import { methodsOf, type Party, type Tuning } from './migration-tuning.ts';

interface Range {
  readonly of: keyof Tuning & `${string}`;
  readonly party: Party | 'both';
  /** As the JSON of the command has it. */
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly expects: string;
}

/** migrate_params_check of QEMU 7.2. */
const ranges: readonly Range[] = [
  {
    ...{ of: 'compressionLevel', party: 'both', name: 'compress-level', least: 0, most: 9 },
    expects: 'a value between 0 and 9',
  },
  {
    ...{ of: 'compressionThreads', party: 'both', name: 'compress-threads', least: 1, most: 255 },
    expects: 'a value between 1 and 255',
  },
  {
    ...{ of: 'decompressionThreads', party: 'both', name: 'decompress-threads', least: 1, most: 255 },
    expects: 'a value between 1 and 255',
  },
  {
    ...{ of: 'throttleInitial', party: 'source', name: 'cpu-throttle-initial', least: 1, most: 99 },
    expects: 'an integer in the range of 1 to 99',
  },
  {
    ...{ of: 'throttleIncrement', party: 'source', name: 'cpu-throttle-increment', least: 1, most: 99 },
    expects: 'an integer in the range of 1 to 99',
  },
  {
    ...{ of: 'parallelConnections', party: 'both', name: 'multifd-channels', least: 1, most: 255 },
    expects: 'a value between 1 and 255',
  },
];

/**
 * What QEMU would not let its migration be tuned to, once it is there: libvirt hears of it from its monitor (recordings
 * 3b-parallel-zero, 6a-*).
 * @throws LibvirtError (internal error) in QEMU's words.
 */
export function checkQemuParameters(party: Party, flags: readonly MigrateFlag[], tuning: Tuning): void {
  if (flags.includes('parallel') && methodsOf(flags, tuning).includes('mt'))
    throw refused('migrate-set-capabilities', 'Multifd is not compatible with compress');
  for (const range of ranges) {
    const value = tuning[range.of];
    if (typeof value === 'number' && (range.party === 'both' || range.party === party)) check(range, value);
  }
}

function check({ name, least, most, expects }: Range, value: number): void {
  if (value >= least && value <= most) return;
  const inByte = value >= 0 && value <= 255;
  const told = inByte ? `'${name.replaceAll('-', '_')}' expects ${expects}` : `'${name}' expects uint8_t`;
  throw refused('migrate-set-parameters', `Parameter ${told}`);
}

const refused = (command: string, why: string) =>
  new LibvirtError('internal error', `unable to execute QEMU command '${command}': ${why}`, 'qemu');
