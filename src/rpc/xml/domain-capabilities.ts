import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';
import { domainTypes, emulators, machines, mostVcpus } from './machines.ts';

interface Wanted {
  readonly emulatorbin: string | null;
  readonly arch: string | null;
  readonly machine: string | null;
  readonly virttype: string | null;
}

/** Models of processors that a guest may ask for by name. */
export const cpuModels = [
  'qemu64',
  'Penryn',
  'Nehalem',
  'Westmere',
  'SandyBridge',
  'IvyBridge',
  'Haswell',
  'Skylake-Client',
  'EPYC',
];

/**
 * What virConnectGetDomainCapabilities tells: which devices a guest of some machine may have. hooklab takes any device
 * that libvirt's XML knows and emulates none.
 * @throws LibvirtError for an architecture, a machine or a kind of guest that the host does not have.
 */
export function domainCapabilitiesXml({ driver }: Call, wanted: Wanted): string {
  if (driver !== 'qemu') throw new LibvirtError('no support', 'virConnectGetDomainCapabilities', 'domain config');
  if (wanted.emulatorbin !== null && wanted.emulatorbin !== emulators.qemu) throw noBinary(wanted.emulatorbin);
  const arch = known('architecture', wanted.arch, ['x86_64']);
  const domain = known('virttype', wanted.virttype, domainTypes.qemu);
  const machine = machineNamed(wanted.machine);
  return text({ arch, domain, machine, emulator: emulators.qemu });
}

/** hooklab's QEMU is the one that its capabilities name. */
const noBinary = (path: string) =>
  new LibvirtError('system error', `Cannot check QEMU binary ${path}: No such file or directory`, 'qemu');

function known(what: string, given: string | null, names: readonly [string, ...string[]]): string {
  const name = given ?? names[0];
  if (names.includes(name)) return name;
  throw new LibvirtError('invalid argument', `invalid argument: unknown ${what}: ${name}`, 'qemu');
}

function machineNamed(given: string | null): string {
  const found = machines.find((machine) => machine.name === (given ?? 'pc') || aliasOf(machine) === (given ?? 'pc'));
  if (found) return found.name;
  throw new LibvirtError(
    'invalid argument',
    `invalid argument: the machine '${given}' is not supported by emulator '${emulators.qemu}'`,
    'qemu',
  );
}

const aliasOf = (machine: (typeof machines)[number]) => ('alias' in machine ? machine.alias : undefined);

const choice = (name: string, ...values: readonly string[]) =>
  values.length === 0
    ? `      <enum name='${name}'/>\n`
    : `      <enum name='${name}'>\n${values.map((value) => `        <value>${value}</value>\n`).join('')}      </enum>\n`;

interface Text {
  readonly emulator: string;
  readonly domain: string;
  readonly machine: string;
  readonly arch: string;
}

const escaped = (value: string) => value.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

const text = ({ emulator, domain, machine, arch }: Text) => `<domainCapabilities>
  <path>${escaped(emulator)}</path>
  <domain>${domain}</domain>
  <machine>${machine}</machine>
  <arch>${arch}</arch>
  <vcpu max='${mostVcpus}'/>
  <iothreads supported='yes'/>
  <os supported='yes'>
    <enum name='firmware'/>
    <loader supported='yes'>
${choice('type', 'rom', 'pflash')}${choice('readonly', 'yes', 'no')}${choice('secure', 'no')}    </loader>
  </os>
  <cpu>
    <mode name='host-passthrough' supported='yes'>
${choice('hostPassthroughMigratable', 'on', 'off')}    </mode>
    <mode name='maximum' supported='yes'>
${choice('maximumMigratable', 'on', 'off')}    </mode>
    <mode name='host-model' supported='yes'>
      <model fallback='forbid'>qemu64</model>
    </mode>
    <mode name='custom' supported='yes'>
${cpuModels.map((model) => `      <model usable='yes'>${model}</model>\n`).join('')}    </mode>
  </cpu>
  <memoryBacking supported='yes'>
${choice('sourceType', 'file', 'anonymous', 'memfd')}  </memoryBacking>
  <devices>
    <disk supported='yes'>
${choice('diskDevice', 'disk', 'cdrom', 'floppy', 'lun')}${choice('bus', 'ide', 'fdc', 'scsi', 'virtio', 'usb', 'sata')}${choice('model', 'virtio', 'virtio-transitional', 'virtio-non-transitional')}    </disk>
    <graphics supported='yes'>
${choice('type', 'vnc', 'spice')}    </graphics>
    <video supported='yes'>
${choice('modelType', 'vga', 'cirrus', 'qxl', 'virtio', 'none', 'bochs')}    </video>
    <hostdev supported='yes'>
${choice('mode', 'subsystem')}${choice('startupPolicy', 'default', 'mandatory', 'requisite', 'optional')}${choice('subsysType', 'usb', 'pci', 'scsi')}${choice('capsType')}${choice('pciBackend')}    </hostdev>
    <rng supported='yes'>
${choice('model', 'virtio')}${choice('backendModel', 'random', 'egd', 'builtin')}    </rng>
    <filesystem supported='yes'>
${choice('driverType', 'path', 'handle', 'virtiofs')}    </filesystem>
    <tpm supported='no'/>
  </devices>
  <features>
    <gic supported='no'/>
    <vmcoreinfo supported='yes'/>
    <genid supported='yes'/>
    <backingStoreInput supported='yes'/>
    <backup supported='no'/>
    <sev supported='no'/>
  </features>
</domainCapabilities>
`;
