import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainRef } from '../../protocol/messages.ts';
import { resolveAddress, urlWithToken } from '../address.ts';
import { type Opened, openHost } from '../open-host.ts';
import { type Given, timeoutRange } from './given.ts';
import { lookup, who } from './lookup.ts';
import { checkMigrateOptions, migrateFlagsOf, migrateOptions } from './migrate-options.ts';
import { readTextFile } from './read-file.ts';
import type { Verb, VerbCall } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';
import { type WatchJob, watchJob } from './watch-job.ts';

/** Moves a guest to another host: conducted here over a connection to each, or by the source host with `--p2p`. */
export const migrate: Verb = {
  name: 'migrate',
  summary: 'migrate domain to another host',
  description: 'Migrate domain to another host.  Add --live for live migration.',
  options: migrateOptions,
  endsItself: true,
  async run(call) {
    const { given } = call;
    checkMigrateOptions(given);
    const domain = await lookup(call);
    const timeout = timeoutOf(call, domain);
    const unmanaged = given.has('p2p') || given.has('direct');
    const destination = unmanaged ? undefined : await openDestination(call);
    try {
      await watchJob(call, { domain, label: 'Migration', timeout }, () => run(call, domain, destination));
    } finally {
      await destination?.session.close();
    }
    return { data: { name: domain.name, uuid: domain.uuid, destination: given.required('desturi') } };
  },
};

/** A guest that is not there in time is suspended, and so arrives. Switching to post-copy is beyond hooklab's guests. */
function timeoutOf({ given, session }: VerbCall, domain: DomainRef): WatchJob['timeout'] {
  const seconds = given.number('timeout', timeoutRange);
  if (seconds === undefined) return checkNoAction(given);
  if (!given.has('live')) throw new VirshError(['migrate: Unexpected timeout for offline migration']);
  const suspend = () => session.call('DomainSuspend', who(domain));
  return { ms: seconds * 1000, action: given.has('timeout-postcopy') ? async () => {} : suspend };
}

function checkNoAction(given: Given): undefined {
  if (given.has('timeout-suspend') || given.has('timeout-postcopy'))
    throw new VirshError(['migrate: Unexpected --timeout-* option without --timeout']);
}

const openDestination = ({ given, world, globals }: VerbCall): Promise<Opened> =>
  openHost(world, { connect: given.required('desturi'), tokenFile: given.text('token-file') ?? globals.tokenFile, client: 'virsh migrate' });

async function run(call: VerbCall, domain: DomainRef, destination: Opened | undefined): Promise<void> {
  const { given, session, world } = call;
  const flags = migrateFlagsOf(given);
  const parameters = await parametersOf(given);
  refuseFlags(given);
  if (destination) {
    const signal = world.interruption.insisted;
    return world.conduct({ source: session, destination: destination.session, domain, flags, ...parameters, signal });
  }
  const uri = given.text('migrateuri') ?? '';
  const dconnuri = await destinationUrl(call);
  await session.call('DomainMigratePerform3Params', { ...who(domain), flags, cookie: '', uri, dconnuri, ...parameters });
}

async function parametersOf(given: Given) {
  const dname = given.text('dname');
  const bandwidth = given.number('bandwidth', { most: Number.MAX_SAFE_INTEGER });
  const xml = await fileOf(given, 'xml');
  const persistentXml = await fileOf(given, 'persistent-xml');
  const all = { dname, bandwidth, xml, persistentXml };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<Defined<typeof all>>;
}
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

async function fileOf(given: Given, option: string): Promise<string | undefined> {
  const path = given.text(option);
  return path === undefined ? undefined : failingWith(`cannot read file '${path}'`, readTextFile(path));
}

/** What libvirt's client library refuses, or qemu before a destination hears of it (recordings 3b-*). */
function refuseFlags(given: Given): void {
  if (given.has('copy-storage-all') && given.has('copy-storage-inc'))
    throw invalid("Flags 'VIR_MIGRATE_NON_SHARED_DISK' and 'VIR_MIGRATE_NON_SHARED_INC' are mutually exclusive");
  if (given.has('direct') && !given.has('p2p'))
    throw new LibvirtError('argument unsupported', 'direct migration is not supported by the source host');
  if (given.has('tunnelled') && !given.has('p2p'))
    throw invalid('cannot perform tunnelled migration without using peer2peer flag');
  if (given.has('zerocopy') && !given.has('parallel'))
    throw new LibvirtError('operation invalid', 'zero-copy is only available for parallel migration', 'qemu');
}

const invalid = (text: string) => new LibvirtError('invalid argument', text, 'qemu');

/** Where the source host finds the destination. A URL goes as it was typed: it may be one only that host understands. */
async function destinationUrl({ given, world, globals }: VerbCall): Promise<string> {
  const tokenFile = given.text('token-file') ?? globals.tokenFile;
  return urlWithToken(await resolveAddress(given.required('desturi'), { ...world, tokenFile }));
}
