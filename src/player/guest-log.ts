import type { Domain } from '../domain/domain.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import type { ShutoffReason } from '../protocol/vocabulary.ts';
import type { Services } from './services.ts';

/** What a guest's own log tells of. */
export type GuestMoment =
  | { readonly what: 'starting up' }
  | { readonly what: 'initiating migration' }
  | { readonly what: 'shutting down'; readonly reason: ShutoffReason }
  | { readonly what: 'tainted'; readonly by: string };

/** Writes a line to the guest's log, `qemu/NAME.log`, where the release has one for it. */
export async function noteInGuestLog(services: Services, domain: Domain, moment: GuestMoment): Promise<void> {
  const { keeper, profile, clock } = services;
  const text = domain.driver === 'lxc' ? containerText(moment) : texts[profile.guestLog](services, domain, moment);
  if (text === undefined || profile.guestLog === 'nothing') return;
  await keeper.guestLog(domain, `${timeIn(profile, clock.now())}: ${text}`);
}

type Text = (services: Services, domain: Domain, moment: GuestMoment) => string | undefined;
const texts: Readonly<Record<Profile['guestLog'], Text>> = {
  nothing: () => undefined,
  moments: (_, domain, moment) =>
    moment.what === 'initiating migration'
      ? undefined
      : moment.what === 'tainted'
        ? tainted(domain, moment)
        : moment.what,
  'versions and reasons': (services, domain, moment) => {
    if (moment.what === 'tainted') return tainted(domain, moment);
    if (moment.what === 'starting up') return `starting up ${versions(services)}`;
    return moment.what === 'shutting down' ? `shutting down, reason=${moment.reason}` : moment.what;
  },
};

/** The controller's log knows of the start only (virLXCProcessStart). */
const containerText = ({ what }: GuestMoment) => (what === 'starting up' ? what : undefined);

const tainted = ({ status }: Domain, { by }: Extract<GuestMoment, { what: 'tainted' }>) =>
  `Domain id=${'id' in status ? status.id : -1} is tainted: ${by}`;

/** qemuLogOperation. There is no QEMU, and which kernel runs beneath does not matter. */
const versions = ({ profile, host }: Services) =>
  `libvirt version: ${profile.release}, package: hooklab, qemu version: 0.0.0hooklab, kernel: -, hostname: ${host}`;

/** virTimeStringNow: UTC to the millisecond. Before it, the same in local time. */
function timeIn({ logLine }: Profile, now: number): string {
  const utc = logLine === 'UTC date and time, thread';
  const shown = utc ? now : now - new Date(now).getTimezoneOffset() * 60_000;
  return new Date(shown)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', utc ? '+0000' : '');
}
