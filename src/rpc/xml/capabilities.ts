import type { NodeInfo } from '../../protocol/messages.ts';
import { pageSizes } from '../machine/pages.ts';
import type { Call } from '../server/call.ts';
import { domainTypes, emulators, machines, mostVcpus } from './machines.ts';

/** What virConnectGetCapabilities tells: the machine, and which guests it takes. */
export function capabilitiesXml({ inside: { services, machine }, driver }: Call): string {
  const guest = driver === 'qemu' ? machineGuest() : containerGuest(machine.model);
  return `<capabilities>\n\n${hostXml(services.hostUuid, machine)}\n${guest}\n</capabilities>\n`;
}

const hostXml = (uuid: string, { model, sockets, cores, threads, memoryKib, cpus }: NodeInfo) => `  <host>
    <uuid>${uuid}</uuid>
    <cpu>
      <arch>${model}</arch>
      <topology sockets='${sockets}' dies='1' cores='${cores}' threads='${threads}'/>
${pageSizes.map((size) => `      <pages unit='KiB' size='${size}'/>\n`).join('')}    </cpu>
    <power_management/>
    <iommu support='no'/>
    <migration_features>
      <live/>
      <uri_transports>
        <uri_transport>tcp</uri_transport>
      </uri_transports>
    </migration_features>
    <topology>
      <cells num='1'>
        <cell id='0'>
          <memory unit='KiB'>${memoryKib}</memory>
${pageSizes.map((size, at) => `          <pages unit='KiB' size='${size}'>${at === 0 ? Math.floor(memoryKib / size) : 0}</pages>\n`).join('')}          <distances>
            <sibling id='0' value='10'/>
          </distances>
          <cpus num='${cpus}'>
${Array.from({ length: cpus }, (_, id) => cpuXml(id)).join('\n')}
          </cpus>
        </cell>
      </cells>
    </topology>
    <secmodel>
      <model>none</model>
      <doi>0</doi>
    </secmodel>
  </host>
`;

const cpuXml = (id: number) =>
  `            <cpu id='${id}' socket_id='0' die_id='0' core_id='${id}' siblings='${id}'/>`;

const machineGuest = () => `  <guest>
    <os_type>hvm</os_type>
    <arch name='x86_64'>
      <wordsize>64</wordsize>
      <emulator>${emulators.qemu}</emulator>
${machines.map(machineXml).join('')}${domainTypes.qemu.map((type) => `      <domain type='${type}'/>\n`).join('')}    </arch>
    <features>
      <acpi default='on' toggle='yes'/>
      <apic default='on' toggle='no'/>
      <cpuselection/>
      <deviceboot/>
      <disksnapshot default='on' toggle='no'/>
    </features>
  </guest>
`;

/** A machine stands under its own name and under its short one. */
function machineXml(machine: (typeof machines)[number]): string {
  const own = `      <machine maxCpus='${mostVcpus}'>${machine.name}</machine>\n`;
  if (!('alias' in machine)) return own;
  return `${own}      <machine canonical='${machine.name}' maxCpus='${mostVcpus}'>${machine.alias}</machine>\n`;
}

const containerGuest = (arch: string) => `  <guest>
    <os_type>exe</os_type>
    <arch name='${arch}'>
      <wordsize>64</wordsize>
      <emulator>${emulators.lxc}</emulator>
      <domain type='lxc'/>
    </arch>
  </guest>
`;
