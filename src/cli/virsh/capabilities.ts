import type { NodeInfo } from '../../protocol/messages.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { Verb } from './verb.ts';

/** What the host can run, in libvirt's layout: the machine, and the one kind of guest that the driver has. */
export const capabilities: Verb = {
  name: 'capabilities',
  summary: 'capabilities',
  description: 'Returns capabilities of hypervisor/driver.',
  options: [],
  async run({ session, driver }) {
    const xml = capabilitiesXml(await session.call('NodeGetInfo', {}), driver);
    return { data: { xml }, print: xml };
  },
};

const guests: Readonly<Record<DomainDriver, { osType: string; emulator: string }>> = {
  qemu: { osType: 'hvm', emulator: '/usr/bin/qemu-system-x86_64' },
  lxc: { osType: 'exe', emulator: '/usr/lib/libvirt/libvirt_lxc' },
};

function capabilitiesXml({ model, cores, sockets, threads }: NodeInfo, driver: DomainDriver): string {
  const { osType, emulator } = guests[driver];
  return `<capabilities>

  <host>
    <cpu>
      <arch>${model}</arch>
      <topology sockets='${sockets}' dies='1' cores='${cores}' threads='${threads}'/>
    </cpu>
    <migration_features>
      <live/>
      <uri_transports>
        <uri_transport>tcp</uri_transport>
      </uri_transports>
    </migration_features>
  </host>

  <guest>
    <os_type>${osType}</os_type>
    <arch name='${model}'>
      <wordsize>64</wordsize>
      <emulator>${emulator}</emulator>
      <domain type='${driver}'/>
    </arch>
  </guest>

</capabilities>

`;
}
