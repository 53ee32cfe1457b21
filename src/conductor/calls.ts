import type { Step } from '../protocol/arrange.ts';
import { errorDomains, type LibvirtError } from '../protocol/errors.ts';
import type { DomainRef, MigrateFlag } from '../protocol/messages.ts';
import { destinationFlags } from '../protocol/migration-flags.ts';
import { type Tuning, tuningOf } from '../protocol/migration-tuning.ts';
import type { DestinationSide, SourceSide } from '../protocol/sides.ts';

/** What a user asks for: `virsh migrate` with its options. */
export interface MigrationRequest extends Tuning {
  readonly domain: DomainRef;
  readonly flags: readonly MigrateFlag[];
  /** Where the guest is to wait for its state, as a user says with `--migrateuri` and `--listen-address`. */
  readonly migrateUri?: string | undefined;
  readonly listenAddress?: string | undefined;
  /** Name at the destination. */
  readonly dname?: string | undefined;
  /** XML for the guest at the destination, and for its persistent definition there. */
  readonly xml?: string | undefined;
  readonly persistentXml?: string | undefined;
  /** Targets of the disks to be copied; all of them unless given. */
  readonly migrateDisks?: readonly string[] | undefined;
  /** MiB per second; 0 or absent is no limit. */
  readonly bandwidth?: number | undefined;
  /** MiB per second after a switch to post-copy. */
  readonly postcopyBandwidth?: number | undefined;
  /** Where a client of the guest's screen would be sent. */
  readonly graphicsUri?: string | undefined;
  /** The guest stands still: it does so at the destination too. */
  readonly paused?: boolean;
  /** The source keeps the guest from being changed between the calls: a client asks for that (virDomainMigrateVersion3Full). */
  readonly protects?: boolean;
}

interface Players {
  readonly source: SourceSide;
  readonly destination: DestinationSide;
  readonly request: MigrationRequest;
  readonly lost?: AbortSignal;
}

export interface Calls {
  make(step: Step): Promise<void>;
  /** Tells a side that the migration failed with this error. */
  cancel(side: Step['side'], error: LibvirtError): Promise<void>;
}

/** The calls of one migration: each hands on what the one before it brought back (cookies, XML, URI). */
export function callsOf({ source, destination, request, lost }: Players): Calls {
  const { domain, migrateUri, listenAddress, dname, xml, persistentXml, bandwidth, postcopyBandwidth, graphicsUri } =
    request;
  const migrateDisks = request.migrateDisks && [...request.migrateDisks];
  const tuning = tuningOf(request);
  const { driver, uuid } = domain;
  const protection = request.protects ? ['change-protection' as const] : [];
  const flags = [...new Set([...request.flags, ...protection])];
  const there = [...destinationFlags(request.flags, request.paused ?? false)];
  const name = dname ?? domain.name;
  const carried = { xml: '', cookie: '', uri: '' };
  const optional = <K extends string, V>(key: K, value: V | undefined) =>
    (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };

  /** Nobody performed, so there is no cookie of that: the destination's own would be taken for one of the same host. */
  const isOffline = flags.includes('offline');
  const finish = async (cancelled: boolean) => {
    const { cookie } = await destination.finish({
      driver,
      name,
      cookie: isOffline ? '' : carried.cookie,
      flags: there,
      cancelled,
      ...optional('persistentXml', persistentXml),
    });
    carried.cookie = cookie;
  };
  const confirm = async (failure?: LibvirtError) => {
    const cancelled = failure !== undefined;
    // Errors of the RPC domain are about the connection, not about the guest: the answer never came.
    const unanswered = failure?.domain === errorDomains.rpc;
    await source.confirm({ driver, uuid, cookie: carried.cookie, flags, cancelled, ...(unanswered && { unanswered }) });
  };
  const make: Readonly<Record<string, () => Promise<void>>> = {
    'source begin': async () => {
      const given = { ...optional('dname', dname), ...optional('xml', xml), ...optional('migrateDisks', migrateDisks) };
      Object.assign(carried, await source.begin({ driver, uuid, flags, ...given }));
    },
    'destination prepare': async () => {
      const { cookie } = carried;
      const place = { ...optional('migrateUri', migrateUri), ...optional('listenAddress', listenAddress) };
      const asked = { driver, xml: carried.xml, cookie, flags: there, ...optional('dname', dname) };
      Object.assign(carried, await destination.prepare({ ...asked, ...place, ...tuning }));
    },
    'source perform': async () => {
      const { cookie, uri } = carried;
      const limits = {
        ...optional('bandwidth', bandwidth),
        ...optional('postcopyBandwidth', postcopyBandwidth),
        ...optional('persistentXml', persistentXml),
        ...optional('graphicsUri', graphicsUri),
        ...tuning,
      };
      Object.assign(carried, await source.perform({ driver, uuid, flags, cookie, uri, ...limits }, lost));
    },
    'destination finish': () => finish(false),
    'source confirm': () => confirm(),
  };
  return {
    make: async ({ side, phase }) => make[`${side} ${phase}`]?.(),
    cancel: (side, error) => (side === 'destination' ? finish(true) : confirm(error)),
  };
}
