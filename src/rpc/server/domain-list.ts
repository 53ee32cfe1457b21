import type { ListedDomain } from '../../protocol/messages.ts';
import type { Call } from './call.ts';
import { has } from './guests.ts';

/** virConnectListAllDomainsFlags. */
export const domainListFlags = {
  active: 1,
  inactive: 2,
  persistent: 4,
  transient: 8,
  running: 16,
  paused: 32,
  shutoff: 64,
  other: 128,
  managedSave: 256,
  noManagedSave: 512,
  autostart: 1024,
  noAutostart: 2048,
  hasSnapshot: 4096,
  noSnapshot: 8192,
  hasCheckpoint: 16_384,
  noCheckpoint: 32_768,
} as const;
type ListFlag = keyof typeof domainListFlags;

/** Flags of one group are alternatives; groups narrow each other. hooklab's guests have no snapshots. */
const groups: readonly Readonly<Partial<Record<ListFlag, (domain: ListedDomain) => boolean>>>[] = [
  { active: ({ id }) => id !== null, inactive: ({ id }) => id === null },
  { persistent: ({ persistent }) => persistent, transient: ({ persistent }) => !persistent },
  {
    running: ({ state }) => state === 'running',
    paused: ({ state }) => state === 'paused',
    shutoff: ({ state }) => state === 'shutoff',
    other: ({ state }) => !['running', 'paused', 'shutoff'].includes(state),
  },
  { autostart: ({ autostart }) => autostart, noAutostart: ({ autostart }) => !autostart },
  { hasSnapshot: () => false, noSnapshot: () => true },
  { hasCheckpoint: () => false, noCheckpoint: () => true },
];

/** The domains of the connection's driver that the flags ask for; all of them without flags. */
export async function listed({ ask, driver }: Call, flags: number): Promise<readonly ListedDomain[]> {
  const asked = groups
    .map((group) => Object.entries(group).filter(([name]) => has(flags, domainListFlags[name as ListFlag])))
    .filter((group) => group.length > 0);
  const { domains } = await ask('ConnectListAllDomains', { driver, ...managedSave(flags) });
  return domains.filter((domain) => asked.every((group) => group.some(([, keeps]) => keeps(domain))));
}

/** Both or neither of them asks for all. */
function managedSave(flags: number): { readonly managedSave?: boolean } {
  const wanted = has(flags, domainListFlags.managedSave);
  return wanted === has(flags, domainListFlags.noManagedSave) ? {} : { managedSave: wanted };
}
