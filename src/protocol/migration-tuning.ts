import { z } from 'zod';
import { LibvirtError } from './errors.ts';
import type { MigrateFlag } from './messages.ts';
import type { Profile } from './profiles/index.ts';

/**
 * How a migration is tuned: what `virsh migrate` takes in numbers and names besides its flags. Every host gets all of it and
 * looks at its own part, so that what makes no sense is refused where libvirt refuses it.
 */
export const tuningShape = {
  /** With `compressed`, or by themselves; xbzrle is the only one with an effect. */
  compressionMethods: z.array(z.string().max(64)).max(16).optional(),
  compressionLevel: z.number().int().optional(),
  compressionThreads: z.number().int().optional(),
  decompressionThreads: z.number().int().optional(),
  /** Bytes of xbzrle's cache. */
  xbzrleCache: z.number().int().nonnegative().optional(),
  /** With `parallel`; QEMU's default is 2. */
  parallelConnections: z.number().int().optional(),
  /** Percent, with `auto-converge`. */
  throttleInitial: z.number().int().optional(),
  throttleIncrement: z.number().int().optional(),
};
export type Tuning = { readonly [K in keyof typeof tuningShape]?: z.infer<(typeof tuningShape)[K]> };

/** The tuning among other parameters; what is not given is left out. */
export const tuningOf = (given: Tuning): Tuning =>
  Object.fromEntries(
    Object.keys(tuningShape).flatMap((key) => {
      const value = given[key as keyof Tuning];
      return value === undefined ? [] : [[key, value]];
    }),
  );

/** Whose part of the tuning is looked at. */
export type Party = 'source' | 'destination';

interface Asked {
  readonly profile: Pick<Profile, 'compressionMethods'>;
  readonly party: Party;
  readonly flags: readonly MigrateFlag[];
  readonly tuning: Tuning;
}

/**
 * What qemu's driver refuses before it looks at the guest (qemuMigrationParamsFromFlags; recordings 6a-*).
 * @throws LibvirtError in its words.
 */
export function checkTuning({ profile, party, flags, tuning }: Asked): void {
  const { throttleInitial, throttleIncrement, parallelConnections } = tuning;
  const throttled = throttleInitial !== undefined || throttleIncrement !== undefined;
  if (party === 'source' && throttled && !flags.includes('auto-converge'))
    throw invalid('Turn auto convergence on to tune it');
  if (parallelConnections !== undefined && !flags.includes('parallel'))
    throw invalid('Turn parallel migration on to tune it');
  checkCompression(profile, tuning);
}

/** qemuMigrationParamsSetCompression. */
function checkCompression(profile: Asked['profile'], tuning: Tuning): void {
  const { compressionMethods = [], compressionLevel, compressionThreads, decompressionThreads, xbzrleCache } = tuning;
  for (const [at, method] of compressionMethods.entries()) {
    if (!profile.compressionMethods.includes(method)) throw invalid(`Unsupported compression method '${method}'`);
    if (compressionMethods.indexOf(method) < at) throw invalid(`Compression method '${method}' is specified twice`);
  }
  const multithread = [compressionLevel, compressionThreads, decompressionThreads];
  if (multithread.some((value) => value !== undefined) && !compressionMethods.includes('mt'))
    throw invalid('Turn multithread compression on to tune it');
  if (xbzrleCache !== undefined && !compressionMethods.includes('xbzrle'))
    throw invalid('Turn xbzrle compression on to tune it');
}

const invalid = (text: string) => new LibvirtError('invalid argument', `invalid argument: ${text}`, 'qemu');

/** By which methods pages are compressed: libvirt's choice is xbzrle where it is told none. */
export const methodsOf = (flags: readonly MigrateFlag[], { compressionMethods = [] }: Tuning): readonly string[] =>
  compressionMethods.length === 0 && flags.includes('compressed') ? ['xbzrle'] : compressionMethods;
