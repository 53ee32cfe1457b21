import { newestRelease } from '../../protocol/profiles/index.ts';

/** One scene of the demo: a guest that migrates, and what must come of it. */
export interface Scene {
  readonly title: string;
  readonly libvirt: string;
  /** Name of the guest, and of its file in examples/guests. The example hooks decide by it. */
  readonly guest: string;
  readonly expected: 'migrated' | 'refused' | 'ignored';
}

/** What the example hooks do with each guest. */
const guests = [
  { guest: 'web-ok', expected: 'migrated', title: "the destination's start hook agrees" },
  { guest: 'web-refused', expected: 'refused', title: "the destination's start hook refuses" },
  { guest: 'web-late', expected: 'ignored', title: "the source's stopped hook fails, too late" },
] as const;

/** The three scenes under one release. */
export const scenesOf = (libvirt: string): readonly Scene[] => guests.map((scene) => ({ ...scene, libvirt }));

/** The release that the hooks documents the project began with describe. */
export const documentedRelease = '0.8.2';

/** The demo without any options: the documented order, and then all operations of today. */
export const demoScenes: readonly Scene[] = [
  ...scenesOf(documentedRelease),
  { title: 'every operation that libvirt knows today', libvirt: newestRelease, guest: 'web-ok', expected: 'migrated' },
];
