import { LibvirtError } from '../errors.ts';
import type { Profile } from './profile.ts';
import { type Asked, type Changes, firstRelease, type Release, releases } from './releases.ts';

export type { DaemonScoreName, DomainScores, NetworkScoreName, Profile, ScoreName } from './profile.ts';
export { daemonScoreNames, networkScoreNames, scoreNames } from './profile.ts';
export { releases } from './releases.ts';

/** The newest release that changed something; what every command uses unless told otherwise. */
export const newestRelease = (releases.at(-1) as Release).release;

/**
 * The profile of a libvirt release: all changes up to it, folded over the first one.
 * @throws LibvirtError (invalid argument) for text that is no release, or one older than 0.8.0.
 */
export function profileFor(release: string = newestRelease): Profile {
  const folded = profiles.get(release) ?? fold(release);
  if (profiles.size < mostKept) profiles.set(release, folded);
  return folded;
}

/** Every migration asks for the profiles of its hosts; folding one takes half a millisecond. */
const profiles = new Map<string, Profile>();
const mostKept = 100;

function fold(release: string): Profile {
  const wanted = parse(release);
  const known = wanted ? releases.filter((entry) => compare(parse(entry.release) ?? [], wanted) <= 0) : [];
  const asOf = known.at(-1)?.release;
  if (!asOf) throw new LibvirtError('invalid argument', unknownRelease(release));
  return {
    ...known.reduce((profile, entry) => apply(profile, entry.changes), firstRelease),
    release,
    asOf,
    ranges: rangesOf(known),
  };
}

const unknownRelease = (release: string) =>
  `'${release}' is no libvirt release with hooks: give one such as 0.8.2 or ${newestRelease} (0.8.0 is the first)`;

function parse(release: string): readonly number[] | undefined {
  return /^\d{1,4}(\.\d{1,4}){1,3}$/.test(release) ? release.split('.').map(Number) : undefined;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = [0, 1, 2, 3].find((i) => (a[i] ?? 0) !== (b[i] ?? 0));
  return at === undefined ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

type Answers = Omit<Profile, keyof Asked>;

const rangesOf = (known: readonly Release[]) =>
  known.flatMap(({ release, range }) => (range ? [`${release}: ${range}`] : []));

function apply(profile: Answers, changes: Changes): Answers {
  const { adds = {}, drops = {}, scores = {}, writesXml = [], ...rest } = changes;
  return {
    ...profile,
    ...rest,
    xmlOmits: profile.xmlOmits.filter((path) => !writesXml.includes(path)),
    operations: changeOperations(profile.operations, adds, drops),
    scores: {
      ...profile.scores,
      qemu: { ...profile.scores.qemu, ...scores.qemu },
      lxc: { ...profile.scores.lxc, ...scores.lxc },
      libxl: { ...profile.scores.libxl, ...scores.libxl },
      bhyve: { ...profile.scores.bhyve, ...scores.bhyve },
    },
  };
}

function changeOperations(
  operations: Profile['operations'],
  adds: NonNullable<Changes['adds']>,
  drops: NonNullable<Changes['drops']>,
): Profile['operations'] {
  const entries = Object.entries(operations).map(([name, known]) => {
    const driver = name as keyof Profile['operations'];
    const kept = known.filter((operation) => !drops[driver]?.includes(operation));
    return [driver, [...kept, ...(adds[driver] ?? [])]];
  });
  return Object.fromEntries(entries) as Profile['operations'];
}
