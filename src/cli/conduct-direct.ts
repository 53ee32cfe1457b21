import { conduct, remoteDestination, remoteSource } from '../conductor/index.ts';
import { arrange } from '../protocol/arrange.ts';
import { migrationScore, scoreFlags } from '../protocol/migration-flags.ts';
import { profileFor } from '../protocol/profiles/index.ts';
import type { Conduct } from './session.ts';

/** Conducts a migration from here, by the score of the source host's release. */
export const conductDirect: Conduct = async ({
  source,
  destination,
  domain,
  flags,
  dname,
  xml,
  persistentXml,
  bandwidth,
}) => {
  const { driver, uuid } = domain;
  const paused = (await source.call('DomainGetState', { driver, uuid })).state === 'paused';
  const profile = profileFor(source.libvirt);
  const score = arrange(profile.scores[driver][migrationScore(flags)], {
    profile,
    driver,
    flags: scoreFlags(flags, paused),
  });
  const request = { domain, flags, dname, xml, persistentXml, bandwidth, paused };
  await conduct({
    score,
    source: remoteSource(source.call),
    destination: remoteDestination(destination.call),
    request,
  });
};
