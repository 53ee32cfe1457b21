import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DomainRef } from '../../protocol/messages.ts';
import { type Played, playMigration } from '../play/migration.ts';
import { type Pair, readXml } from '../play/session-pair.ts';
import { judge } from './judge.ts';
import type { Scene } from './scenes.ts';

/** A scene as it went. */
export interface PlayedScene extends Played {
  readonly scene: Scene;
  /** What did not go as documented; empty when everything did. */
  readonly complaints: readonly string[];
}

/** The examples that come with hooklab. */
export const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

/** Starts the scene's guest on the source, migrates it, judges what both hosts wrote, and removes the guest. */
export async function playScene(scene: Scene, pair: Pair, signal?: AbortSignal): Promise<PlayedScene> {
  const xml = await readXml(join(examples, 'guests', `${scene.guest}.xml`));
  await removeGuest(pair, scene.guest);
  const guest = await pair.source.call('DomainCreateXML', { driver: 'qemu', xml });
  const played = await playMigration(pair, { domain: guest, flags: ['live'] }, signal);
  const complaints = await judge(scene, pair, guest, played);
  return { ...played, scene, complaints };
}

/** A guest of an earlier run may still be there when the hosts outlive the demo (docker compose). */
async function removeGuest({ source, destination }: Pair, name: string): Promise<void> {
  for (const { call } of [source, destination]) {
    const old = await call('DomainLookup', { driver: 'qemu', key: name }).catch((): DomainRef | undefined => undefined);
    if (old) await call('DomainDestroy', { driver: 'qemu', uuid: old.uuid }).catch(() => {});
  }
}
