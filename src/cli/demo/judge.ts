import type { HostClient } from '../../host/client.ts';
import type { DomainRef } from '../../protocol/messages.ts';
import type { Played } from '../play/migration.ts';
import type { Pair } from '../play/session-pair.ts';
import type { Scene } from './scenes.ts';

/** What must hold after each kind of scene; the first that does not is told. */
type Claims = readonly (readonly [claim: string, holds: boolean])[];

/** Judges a scene by the journal's audit, by libvirt's error and by where the guest runs now. Empty: as documented. */
export async function judge(scene: Scene, pair: Pair, guest: DomainRef, played: Played): Promise<readonly string[]> {
  const here = await stateOn(pair.source, guest);
  const there = await stateOn(pair.destination, guest);
  const claims = { migrated, refused, ignored }[scene.expected](played, here, there);
  return [
    ...played.audit.findings,
    ...claims.filter(([, holds]) => !holds).map(([claim]) => `it does not hold that ${claim}`),
  ];
}

async function stateOn({ call }: HostClient, { driver, uuid }: DomainRef): Promise<string> {
  try {
    return (await call('DomainGetState', { driver, uuid })).state;
  } catch {
    return 'none';
  }
}

const migrated = ({ audit, error }: Played, here: string, there: string): Claims => [
  ['the migration succeeded', !error && audit.outcome === 'migrated'],
  ['the guest runs on the destination only', there === 'running' && here !== 'running'],
];

const refused = ({ audit, error }: Played, here: string, there: string): Claims => [
  [
    "the client was given libvirt's text with the script's reason",
    /^Hook script execution failed: .*no room/s.test(error?.message ?? ''),
  ],
  ['the migration was aborted', audit.outcome === 'aborted' && audit.refused.length === 1],
  ['the guest still runs on the source', here === 'running'],
  ['nothing is left on the destination', there === 'none'],
];

const ignored = (played: Played, here: string, there: string): Claims => [
  ...migrated(played, here, there),
  [
    "the source's stopped hook failed and was ignored",
    played.audit.ignored.some(({ operation }) => operation === 'stopped'),
  ],
  [
    'the log of the source has its line',
    played.entries.some((e) => e.kind === 'log' && e.level === 'error' && e.host === 'source'),
  ],
  [
    'the log of the destination has none',
    !played.entries.some((e) => e.kind === 'log' && e.level === 'error' && e.host === 'destination'),
  ],
];
