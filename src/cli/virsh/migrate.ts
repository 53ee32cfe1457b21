import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainRef } from '../../protocol/messages.ts';
import { resolveAddress, urlWithToken } from '../address.ts';
import { type Opened, openHost } from '../open-host.ts';
import { postcopyAfterFirstPass } from '../play/after-first-pass.ts';
import { lookup, who } from './lookup.ts';
import { checkMigrateOptions, migrateFlagsOf, migrateOptions } from './migrate-options.ts';
import { parametersOf, refuseFlags } from './migrate-request.ts';
import { timeoutOf } from './migrate-timeout.ts';
import type { Verb, VerbCall } from './verb.ts';
import { watchJob } from './watch-job.ts';

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
    const over = new AbortController();
    if (given.has('postcopy-after-precopy'))
      void postcopyAfterFirstPass(call.session.call, domain, over.signal).catch(() => undefined);
    try {
      await watchJob(call, { domain, label: 'Migration', timeout }, () => run(call, domain, destination));
    } finally {
      over.abort();
      await destination?.session.close();
    }
    return { data: { name: domain.name, uuid: domain.uuid, destination: given.required('desturi') } };
  },
};

const openDestination = ({ given, world, globals, address }: VerbCall): Promise<Opened> =>
  openHost(world, {
    connect: given.required('desturi'),
    tokenFile: given.text('token-file') ?? globals.tokenFile,
    sharedToken: address.token,
    client: 'virsh migrate',
  });

async function run(call: VerbCall, domain: DomainRef, destination: Opened | undefined): Promise<void> {
  const { given, session, world } = call;
  const flags = migrateFlagsOf(given);
  const parameters = await parametersOf(given);
  refuseFlags(given);
  if (destination) {
    const signal = world.interruption.insisted;
    return world.conduct({ source: session, destination: destination.session, domain, flags, ...parameters, signal });
  }
  refuseOwnHost(given.required('desturi'));
  const { migrateUri: uri = '', ...told } = parameters;
  const dconnuri = await destinationUrl(call);
  await session.call('DomainMigratePerform3Params', {
    ...who(domain),
    flags,
    cookie: '',
    uri,
    dconnuri,
    ...told,
  });
}

/** The source host is to find the destination by itself: a URI without a host or a socket is its own (virDomainMigrateUnmanagedCheckCompat). */
function refuseOwnHost(desturi: string): void {
  if (/^(?:qemu|lxc)(?:\+[a-z]+)?:\/\/(?:localhost[^/]*)?\/(?!.*[?&]socket=)/.test(desturi))
    throw new LibvirtError('invalid argument', 'Attempt to migrate guest to the same host');
}

/** Where the source host finds the destination; the token goes along, as that host connects by itself. */
async function destinationUrl({ given, world, globals }: VerbCall): Promise<string> {
  const tokenFile = given.text('token-file') ?? globals.tokenFile;
  return urlWithToken(await resolveAddress(given.required('desturi'), { ...world, tokenFile }));
}
