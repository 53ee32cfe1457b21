import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/**
 * Where guests of other hosts reach this one: qemu.conf's migration_host, else the host's name where that leads to an
 * address others can reach, else the first such address, else the name all the same.
 */
export async function reachableAt(given: string | undefined, hostname: string): Promise<string> {
  if (given !== undefined) return given.replace(/^\[|\]$/g, '');
  const found = await lookup(hostname).catch(() => undefined);
  if (found && !isOwn(found.address)) return hostname;
  return firstAddress() ?? hostname;
}

const isOwn = (address: string) => address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));

function firstAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses: NetworkInterfaceInfo[] = []) => addresses);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
