import { arrange } from '../protocol/arrange.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { Caller } from '../protocol/messages.ts';
import { migrationScore, scoreFlags } from '../protocol/migration-flags.ts';
import { profileFor } from '../protocol/profiles/index.ts';
import type { Score } from '../protocol/score.ts';
import type { MigrationRequest } from './calls.ts';
import { conduct } from './conduct.ts';
import { remoteDestination, remoteSource } from './remote-sides.ts';

/** A host as a conductor reaches it. */
export interface ReachedHost {
  readonly call: Caller;
  /** The release it plays. */
  readonly libvirt: string;
}

/** The score that a release plays for a request. */
export function scoreOf(libvirt: string, { domain: { driver }, flags, paused = false }: MigrationRequest): Score {
  const profile = profileFor(libvirt);
  const whole = profile.scores[driver][migrationScore(flags)];
  return arrange(whole, { profile, driver, flags: scoreFlags(flags, paused) });
}

/**
 * Migrates between two hosts, conducted from here: one connection to each, the score of the source's release. A guest
 * that stands still is asked for, so that it does so at the destination too.
 * @throws LibvirtError the migration's error.
 */
export async function conductBetween(
  source: ReachedHost,
  destination: ReachedHost,
  request: MigrationRequest,
): Promise<void> {
  const { driver, uuid } = request.domain;
  if (scoreOf(source.libvirt, request).length === 0) throw new LibvirtError('no support', 'virDomainMigrate3');
  const { state } = await source.call('DomainGetState', { driver, uuid });
  const asked = { ...request, paused: state === 'paused' };
  await conduct({
    tellsBothErrors: profileFor(source.libvirt).tellsBothErrors,
    score: scoreOf(source.libvirt, asked),
    source: remoteSource(source.call),
    destination: remoteDestination(destination.call),
    request: { ...asked, protects: profileFor(source.libvirt).migrationProtocol === 3 },
  });
}

/** Asks the source host to conduct (peer-to-peer); it finds the destination at `dconnuri`. */
export async function askToConduct(
  { call }: Pick<ReachedHost, 'call'>,
  dconnuri: string,
  request: MigrationRequest,
): Promise<void> {
  const { domain, flags, paused: _, migrateUri = '', ...told } = request;
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  const { driver, uuid } = domain;
  await call('DomainMigratePerform3Params', {
    driver,
    uuid,
    flags: [...flags],
    cookie: '',
    uri: migrateUri,
    dconnuri,
    ...given,
  });
}
