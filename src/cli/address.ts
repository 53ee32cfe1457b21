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

type Asked = Pick<World, 'environment' | 'runningHosts'> & { readonly tokenFile?: string | undefined };

/**
 * The host a user means: a URL, a name of a host on this machine, or a libvirt URI such as `lxc:///system`, which only
 * chooses the driver. Without any: `$HOOKLAB_URL`, else the only host on this machine.
 * @throws LibvirtError (invalid argument) when that names no host.
 */
export async function resolveAddress(given: string | undefined, asked: Asked): Promise<Address> {
  const hosts = await asked.runningHosts();
  const driver = given === undefined ? undefined : driverOfUri(given);
  const named = driver || given === undefined ? byDefault(asked.environment['HOOKLAB_URL'], hosts) : given;
  const { url, query } = taken(urlOf(named, hosts));
  const shared = asked.tokenFile === undefined ? undefined : await readToken(asked.tokenFile);
  const announced = hosts.find((host) => taken(host.url).url === url)?.token;
  const token = query.token ?? shared ?? announced ?? asked.environment['HOOKLAB_TOKEN'];
  const chosen = driver ?? knownDriver(query.driver ?? driverOfUri(asked.environment['HOOKLAB_URL'] ?? '') ?? 'qemu', named);
  return { url, token, driver: chosen, shown: chosen === 'qemu' ? url : `${url}?driver=${chosen}` };
}

/** The address with its token in the URL, for a host that connects by itself (peer-to-peer). */
export function urlWithToken({ url, token }: Address): string {
  return token === undefined ? url : `${url}${url.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`;
}

/** `qemu:///system` and `lxc:///`: the path is libvirt's and means nothing here. */
function driverOfUri(text: string): DomainDriver | undefined {
  return domainDrivers.find((driver) => text.startsWith(`${driver}:///`));
}

function byDefault(fromEnvironment: string | undefined, hosts: readonly KnownHost[]): string {
  if (fromEnvironment && !driverOfUri(fromEnvironment)) return fromEnvironment;
  const [only, ...others] = hosts;
  if (!only) throw invalid("no host runs on this machine: start one with 'hooklab host', or name one with -c or $HOOKLAB_URL");
  if (others.length === 0) return only.url;
  const names = hosts.map(({ name }) => name).join(', ');
  throw invalid(`${hosts.length} hosts run on this machine (${names}): name one with -c or $HOOKLAB_URL`);
}

function urlOf(named: string, hosts: readonly KnownHost[]): string {
  if (/^(wss?|ws\+unix):\/\//.test(named)) return named;
  const [host, ...others] = hosts.filter(({ name }) => name === named);
  if (host && others.length === 0) return host.url;
  if (host) throw invalid(`${others.length + 1} hosts on this machine are named '${named}': give a URL`);
  if (/^[a-z+]+:\/\//.test(named)) throw invalid(`no connection driver available for ${named}`);
  throw invalid(`'${named}' is neither a host on this machine nor a URL such as ws://127.0.0.1:7001`);
}

/** The URL without the parameters that are meant for the client, and those. */
function taken(url: string): { url: string; query: { token?: string | undefined; driver?: string | undefined } } {
  const [plain = '', text = ''] = url.split(/\?(.*)/s);
  const parameters = new URLSearchParams(text);
  const query = { token: parameters.get('token') ?? undefined, driver: parameters.get('driver') ?? undefined };
  parameters.delete('token');
  parameters.delete('driver');
  return { url: parameters.size > 0 ? `${plain}?${parameters}` : plain, query };
}

function knownDriver(word: string, url: string): DomainDriver {
  const driver = domainDrivers.find((known) => known === word);
  if (!driver) throw invalid(`no connection driver available for ${taken(url).url}?driver=${word}`);
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
