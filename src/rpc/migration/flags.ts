import type { MigrateFlag } from '../../protocol/messages.ts';
import { migrateFlagBits } from '../../protocol/migration-flags.ts';

/** A bit that two words share is the first one's: virsh's `--direct` is peer-to-peer to the wire. */
const words = Object.entries(migrateFlagBits) as readonly (readonly [flag: MigrateFlag, bit: number])[];
const wordOf = new Map(words.toReversed().map(([flag, bit]) => [bit, flag]));

/** VIR_MIGRATE_POSTCOPY_RESUME: a word of its own, which no score knows. */
export const postcopyResume = 1 << 19;

/** Every bit that libvirt 9.0.0 knows. */
export const knownFlags = [...wordOf.keys()].reduce((bits, bit) => bits | (1 << bit), 0);

/** The flags whose bits are set. */
export const flagsOf = (bits: number): MigrateFlag[] =>
  [...wordOf].filter(([bit]) => (bits & (1 << bit)) !== 0).map(([, flag]) => flag);
