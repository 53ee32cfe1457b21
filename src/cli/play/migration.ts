import { askToConduct, conductBetween, type MigrationRequest } from '../../conductor/index.ts';
import { type Audit, auditMigration, type Entry } from '../../journal/index.ts';
import { type ErrorValue, LibvirtError, toErrorValue } from '../../protocol/errors.ts';
import { migrationScore } from '../../protocol/migration-flags.ts';
import { profileFor } from '../../protocol/profiles/index.ts';
import { markJournals, readJournals } from './journals.ts';
import type { Pair } from './session-pair.ts';

/** One migration as it was played: what both hosts wrote, libvirt's error if there was one, and the audit's judgement. */
export interface Played {
  readonly entries: readonly Entry[];
  readonly error?: ErrorValue;
  readonly audit: Audit;
}

/** Migrates a guest between two hosts and reads their journals. The signal cancels the job, as Ctrl-C in virsh does. */
export async function playMigration(pair: Pair, request: MigrationRequest, signal?: AbortSignal): Promise<Played> {
  const { source, destination } = pair;
  const hosts = [source, destination];
  const marks = await markJournals(hosts);
  const who = { driver: request.domain.driver, uuid: request.domain.uuid };
  const cancel = () => void source.call('DomainAbortJob', who).catch(() => {});
  signal?.addEventListener('abort', cancel, { once: true });
  const error = await attempt(() => migrate(pair, request));
  signal?.removeEventListener('abort', cancel);
  const { domain, dname, flags } = request;
  const entries = (await readJournals(hosts, marks)).filter(ofGuest(domain.driver, [domain.name, dname]));
  const audit = auditMigration(entries, {
    profile: profileFor(source.libvirt),
    driver: domain.driver,
    domain: domain.name,
    score: migrationScore(flags),
    ...(dname && { destinationName: dname }),
  });
  return { entries, audit, ...(error && { error }) };
}

/** Hosts that run already may do other things meanwhile. */
const ofGuest = (driver: string, names: readonly (string | undefined)[]) => (entry: Entry) => {
  const guest =
    'guest' in entry ? entry.guest : 'driver' in entry && entry.driver === driver ? entry.domain : undefined;
  return guest === undefined || names.includes(guest);
};

async function attempt(work: () => Promise<void>): Promise<ErrorValue | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof LibvirtError) return toErrorValue(error);
    throw error;
  }
}

/** With --p2p the source host conducts, otherwise this process does. */
export const migrate = ({ source, destination, destinationUrl }: Pair, request: MigrationRequest): Promise<void> =>
  request.flags.includes('p2p')
    ? askToConduct(source, destinationUrl, request)
    : conductBetween(source, destination, request);
