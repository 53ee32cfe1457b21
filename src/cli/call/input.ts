import { systemRandom } from '../../clock/index.ts';
import { formatDomainXml, parseDomainXml, stageOf, vintageOf, withDefaults } from '../../domain/definition/index.ts';
import type { Profile } from '../../protocol/profiles/index.ts';
import type { DomainDriver, HookDriver, Operation } from '../../protocol/vocabulary.ts';
import { escapeText } from '../../xml/escape.ts';
import { madeUpNetworkInput } from './network-input.ts';
import { sampleUuid } from './sample.ts';

/** What a made-up object's XML depends on. */
export interface MadeUp {
  readonly driver: HookDriver;
  /** Name of the guest or network. */
  readonly object: string;
  readonly operation: Operation;
  readonly profile: Profile;
}

/**
 * XML for a hook's stdin where the user has none: a small guest or network of that name, in the form that the operation
 * shows. Undefined for the daemon's hooks, which read nothing.
 */
export const madeUpInput = (call: MadeUp): string | undefined => makers[call.driver](call);

const makers: Readonly<Record<HookDriver, (call: MadeUp) => string | undefined>> = {
  daemon: () => undefined,
  qemu: (call) => guest(call, 'qemu'),
  lxc: (call) => guest(call, 'lxc'),
  network: (call) => madeUpNetworkInput(call, guest({ ...call, object: 'guest', operation: 'prepare' }, 'qemu')),
  // libvirt's layout without what these drivers would add: nothing here knows their defaults.
  libxl: ({ object, operation }) => plainGuest('xen', object, operation),
  bhyve: ({ object, operation }) => plainGuest('bhyve', object, operation),
};

const systems: Readonly<Record<DomainDriver, string>> = {
  qemu: '<os><type>hvm</type></os>',
  lxc: '<os><type>exe</type><init>/bin/sh</init></os>',
};

function guest({ object, operation, profile }: MadeUp, driver: DomainDriver): string {
  const text = `<domain type='${driver}'><name>${escapeText(object)}</name><memory unit='MiB'>64</memory>${systems[driver]}</domain>`;
  const definition = withDefaults(parseDomainXml(text, { driver, random: systemRandom }));
  const stage = stageOf[operation];
  if (!stage) return formatDomainXml(definition, { kind: 'migratable' }, vintageOf(profile));
  const hasId = stage !== 'release' && (stage !== 'stopped' || driver === 'lxc' || profile.idGoneAt === 'release');
  return formatDomainXml(definition, { kind: 'live', stage, ...(hasId && { id: 1 }) }, vintageOf(profile));
}

function plainGuest(type: string, name: string, operation: Operation): string {
  const id = stageOf[operation] && operation !== 'release' ? " id='1'" : '';
  return `<domain type='${type}'${id}>
  <name>${escapeText(name)}</name>
  <uuid>${sampleUuid}</uuid>
  <memory unit='KiB'>65536</memory>
  <currentMemory unit='KiB'>65536</currentMemory>
  <vcpu placement='static'>1</vcpu>
  <os>
    <type arch='x86_64'>hvm</type>
  </os>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
</domain>
`;
}
