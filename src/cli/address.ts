import { readFile } from 'node:fs/promises';
import { LibvirtError } from '../protocol/errors.ts';
import { type DomainDriver, domainDrivers } from '../protocol/vocabulary.ts';
import type { KnownHost, World } from './world.ts';

/** Where a command connects to, and which driver's domains it means. */
export interface Address {
  /** What is opened; without a token in it. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly driver: DomainDriver;
  /** What is told to the user. */
  readonly shown: string;
}

type Asked = Pick<World, 'environment' | 'runningHosts'> & {
  readonly tokenFile?: string | undefined;
  /** Token of a host that is used already: hosts that migrate to each other usually share one. */
  readonly sharedToken?: string | undefined;
};

/**
 * The host a user means: a URL, a name of a host on this machine, or a libvirt URI. Of that, `lxc:///system` only chooses
 * the driver, and `qemu+tcp://NAME/system` the host of that name too, however it is reached; a URI with another name or a
 * socket is one of a daemon that is spoken to in libvirt's own protocol. Without any:
 * `$HOOKLAB_URL`, else the only host on this machine.
 * @throws LibvirtError (invalid argument) when that names no host.
 */
export async function resolveAddress(given: string | undefined, asked: Asked): Promise<Address> {
  const hosts = await asked.runningHosts();
  const { named, driver, uri, daemon } = meant(given, asked.environment.HOOKLAB_URL || undefined, hosts);
  if (daemon) return { url: named, driver, shown: named };
  const { bare, query } = taken(named);
  const { url, token: announced } = hostNamed(bare, hosts);
  const shared = asked.tokenFile === undefined ? undefined : await readToken(asked.tokenFile);
  const token = query.token ?? shared ?? announced ?? asked.environment.HOOKLAB_TOKEN ?? asked.sharedToken;
  const chosen = driver ?? knownDriver(query.driver ?? 'qemu', bare);
  return { url, token, driver: chosen, shown: uri ?? (chosen === 'qemu' ? url : withParameter(url, 'driver', chosen)) };
}

/** The address with its token in the URL, for a host that connects by itself (peer-to-peer). */
export function urlWithToken({ url, token }: Address): string {
  return token === undefined ? url : withParameter(url, 'token', token);
}

const withParameter = (url: string, name: string, value: string): string =>
  `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;

/** A libvirt URI taken apart: `lxc:///`, `qemu+tcp://hostb:16509/system`. Its path is libvirt's and means nothing here. */
function asUri(text: string | undefined): { driver: DomainDriver; host: string; socket: boolean } | undefined {
  const [, scheme, host = '', rest = ''] =
    /^([a-z]+)(?:\+[a-z]+)?:\/\/(\[[^\]]+\]|[^/:?]*)(?::\d+)?\/(.*)$/.exec(text ?? '') ?? [];
  const driver = domainDrivers.find((known) => known === scheme);
  return driver && { driver, host, socket: /[?&]socket=/.test(rest) };
}

/** What was named; of a libvirt URI the driver and the host, which is the one by default where it names none. */
function meant(given: string | undefined, fallback: string | undefined, hosts: readonly KnownHost[]) {
  const text = given ?? fallback;
  const uri = asUri(text);
  if (text !== undefined && !uri) return { named: text };
  if (text !== undefined && uri && isDaemon(uri, hosts))
    return { named: text, driver: uri.driver, uri: text, daemon: true } as const;
  const named = uri?.host || (fallback && !asUri(fallback) ? fallback : onlyHost(hosts));
  return { named, driver: uri?.driver, uri: text, daemon: false } as const;
}

/** Whether a URI leads to a daemon by itself: none of the hosts here has that name. */
const isDaemon = ({ host, socket }: { host: string; socket: boolean }, hosts: readonly KnownHost[]): boolean =>
  socket || (host !== '' && !hosts.some(({ name }) => name === host));

function onlyHost(hosts: readonly KnownHost[]): string {
  const [only, ...others] = hosts;
  if (!only)
    throw invalid("no host runs on this machine: start one with 'hooklab host', or name one with -c or $HOOKLAB_URL");
  if (others.length === 0) return only.url;
  const names = hosts.map(({ name }) => name).join(', ');
  throw invalid(`${hosts.length} hosts run on this machine (${names}): name one with -c or $HOOKLAB_URL`);
}

function hostNamed(bare: string, hosts: readonly KnownHost[]): Pick<KnownHost, 'url' | 'token'> {
  if (/^(wss?|ws\+unix):\/\//.test(bare)) return hosts.find(({ url }) => url === bare) ?? { url: bare };
  const [host, ...others] = hosts.filter(({ name }) => name === bare);
  if (host && others.length === 0) return host;
  if (host) throw invalid(`${others.length + 1} hosts on this machine are named '${bare}': give a URL`);
  if (/^[a-z+]+:\/\//.test(bare)) throw invalid(`no connection driver available for ${bare}`);
  throw invalid(`'${bare}' is neither a host on this machine nor a URL such as ws://127.0.0.1:7001`);
}

/** A URL or name without the parameters that are meant for the client, and those. */
function taken(named: string): { bare: string; query: { token?: string | undefined; driver?: string | undefined } } {
  const [plain = '', text = ''] = named.split(/\?(.*)/s);
  const parameters = new URLSearchParams(text);
  const query = { token: parameters.get('token') ?? undefined, driver: parameters.get('driver') ?? undefined };
  parameters.delete('token');
  parameters.delete('driver');
  return { bare: parameters.size > 0 ? `${plain}?${parameters}` : plain, query };
}

function knownDriver(word: string, bare: string): DomainDriver {
  const driver = domainDrivers.find((known) => known === word);
  if (!driver) throw invalid(`no connection driver available for ${withParameter(bare, 'driver', word)}`);
  return driver;
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw invalid(`cannot use token file ${path}: ${(error as Error).message}`);
  }
}

const invalid = (text: string) => new LibvirtError('invalid argument', text);
