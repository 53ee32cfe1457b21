import { LibvirtError } from '../../protocol/errors.ts';
import type { MigrateFlag } from '../../protocol/messages.ts';
import { profileFor } from '../../protocol/profiles/index.ts';
import { postcopyAfterFirstPass } from '../play/after-first-pass.ts';
import { playMigration } from '../play/migration.ts';
import { connectPair, readXml } from '../play/session-pair.ts';
import { startTwoHosts } from '../play/two-hosts.ts';
import { renderTimeline } from '../timeline/index.ts';
import { type WorkloadOptions, withWorkload } from './workload.ts';

export interface MigrateOnce {
  /** The guest's XML; `-` is stdin. */
  readonly guest: string;
  readonly sourceHooks: string;
  readonly destinationHooks: string;
  readonly libvirt: string;
  readonly flags: readonly MigrateFlag[];
  readonly dname?: string;
  readonly bandwidth?: number;
  readonly postcopyBandwidth?: number;
  readonly parallelConnections?: number;
  readonly xbzrleCache?: number;
  /** Switches to post-copy when the second pass over the guest's memory begins. */
  readonly postcopyAfterPrecopy?: boolean;
  /** What the guest does, in place of what its XML says. */
  readonly workload?: WorkloadOptions;
  readonly json: boolean;
  readonly color: boolean;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/**
 * Two hosts, one guest, one migration: prints the timeline. Resolves with the exit code, 0 migrated, 1 aborted, 2 for
 * XML that cannot be used, 130 interrupted.
 */
export async function migrateOnce(options: MigrateOnce): Promise<number> {
  const given = await guestXml(options.guest);
  // Refused here, before any host is started with it.
  profileFor(options.libvirt);
  const xml = await withWorkload(given, driverOf(given), options.workload ?? {});
  const { libvirt, sourceHooks, destinationHooks, signal } = options;
  const hosts = await startTwoHosts({ libvirt, sourceHooks, destinationHooks, signal });
  try {
    return await between(options, xml, hosts.source.url, hosts.destination.url);
  } catch (error) {
    if (signal.aborted) return 130;
    throw error;
  } finally {
    await hosts.stop();
  }
}

async function guestXml(path: string): Promise<string> {
  try {
    return await readXml(path);
  } catch (error) {
    throw new LibvirtError('invalid argument', `cannot read guest ${path}: ${(error as Error).message}`);
  }
}

async function between(options: MigrateOnce, xml: string, sourceUrl: string, destinationUrl: string): Promise<number> {
  const { flags, dname, bandwidth, postcopyBandwidth, parallelConnections, xbzrleCache, signal } = options;
  const pair = await connectPair(sourceUrl, destinationUrl);
  try {
    const domain = await pair.source.call('DomainCreateXML', { driver: driverOf(xml), xml });
    const over = new AbortController();
    if (options.postcopyAfterPrecopy)
      void postcopyAfterFirstPass(pair.source.call, domain, over.signal).catch(() => undefined);
    const compressionMethods = xbzrleCache === undefined ? undefined : ['xbzrle'];
    const limits = { bandwidth, postcopyBandwidth, parallelConnections, xbzrleCache, compressionMethods };
    const played = await playMigration(pair, { domain, flags, dname, ...limits }, signal).finally(() => over.abort());
    if (signal.aborted) return 130;
    show(options, domain.name, played);
    return played.error ? 1 : 0;
  } finally {
    await pair.close();
  }
}

const driverOf = (xml: string) => (/<domain[^>]*type=['"]lxc['"]/.test(xml) ? 'lxc' : 'qemu');

function show(
  options: MigrateOnce,
  name: string,
  { entries, audit, error }: Awaited<ReturnType<typeof playMigration>>,
): void {
  if (options.json) {
    for (const entry of entries) options.print(`${JSON.stringify(entry)}\n`);
    options.print(`${JSON.stringify({ outcome: audit.outcome, error, audit })}\n`);
    return;
  }
  const title = `Migration of ${name}, libvirt ${options.libvirt}`;
  options.print(
    renderTimeline(entries, { title, color: options.color, source: 'source', destination: 'destination', audit }),
  );
  for (const finding of audit.findings) options.print(`Not as documented: ${finding}\n`);
  if (error) options.printError(`error: ${error.message}\n`);
}
