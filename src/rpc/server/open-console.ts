import { attribute, elements, find, type XmlElement } from '../../domain/definition/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainValue } from '../types/common.ts';
import { ofQemu } from './agent.ts';
import type { Call } from './call.ts';
import { checkFlags, has, infoOf, notRunning, notSupported, refuseInactive } from './guests.ts';

/** virDomainConsoleFlags. */
const force = 1;
const knownFlags = 3;

interface OpenConsole {
  readonly dom: DomainValue;
  readonly devName: string | null;
  readonly flags: number;
}

/** Sits down at a guest's console. Nobody is logged in there: what is typed is what is shown. */
export async function openConsole(call: Call, { dom, devName, flags }: OpenConsole): Promise<Record<never, never>> {
  const { driver, consoles } = call;
  checkFlags(call, flags, knownFlags);
  const info = await infoOf(call, dom);
  if (info.id === null) throw notRunning();
  await checkDevice(call, dom, devName);
  const seat = { guest: dom.uuid, device: devName ?? '' };
  const leave = () => consoles.leave(seat, stream);
  const stream = call.openStream({ data: (bytes) => stream.write(bytes), finished: leave, aborted: leave });
  if (!consoles.take(seat, stream, has(flags, force)))
    throw new LibvirtError('operation failed', 'Active console session exists for this domain', driver);
  return {};
}

interface OpenChannel {
  readonly dom: DomainValue;
  readonly name: string | null;
}

/** Nobody inside a guest listens at a channel, so one that is there cannot be opened. */
export async function openChannel(call: Call, { dom, name }: OpenChannel): Promise<never> {
  ofQemu(call);
  await refuseInactive(call, dom);
  const channels = devicesOf(call, dom).filter(({ name: kind }) => kind === 'channel');
  const isMeant = (channel: XmlElement) =>
    name === null || [attribute(find(channel, 'target'), 'name'), aliasOf(channel)].includes(name);
  if (channels.some(isMeant)) throw notSupported(call);
  throw new LibvirtError('internal error', `cannot find channel ${name ?? '<null>'}`, call.driver);
}

/** Guests show nothing. */
export async function screenshot(call: Call, { dom }: { readonly dom: DomainValue }): Promise<never> {
  ofQemu(call);
  await refuseInactive(call, dom);
  const said = "unable to execute QEMU command 'screendump': There is no console to take a screendump from";
  throw new LibvirtError('internal error', said, call.driver);
}

const devicesOf = ({ inside, driver }: Call, dom: DomainValue): readonly XmlElement[] =>
  elements(find(inside.services.registry.byUuid(driver, dom.uuid)?.definition.tree, 'devices'));

/** @throws LibvirtError for a guest without such a device, or one that is no terminal. */
async function checkDevice(call: Call, dom: DomainValue, name: string | null): Promise<void> {
  const { driver } = call;
  const devices = devicesOf(call, dom).filter(({ name: kind }) => kinds.has(kind));
  const device = name === null ? devices[0] : devices.find((other) => aliasOf(other) === name);
  if (!device) throw new LibvirtError('internal error', `cannot find character device ${name ?? '<null>'}`, driver);
  if (attribute(device, 'type') !== 'pty')
    throw new LibvirtError('internal error', `character device ${name ?? aliasOf(device)} is not using a PTY`, driver);
}

const kinds = new Set(['console', 'serial', 'parallel']);
const aliasOf = (device: XmlElement) => attribute(find(device, 'alias'), 'name') ?? `${device.name}0`;
