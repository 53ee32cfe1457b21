import { type ErrorDomain, LibvirtError } from '../../protocol/errors.ts';
import type { Session } from './session.ts';

/** The API, the driver's function that a refusal names, whose it is, and the bits it knows (virCheckFlags). */
type Known = readonly [api: string, named: string, domain: ErrorDomain, bits: number];

/** Functions that a connection has whatever its URI says. */
const shared: readonly Known[] = [
  ['ConnectListAllNetworks', 'networkConnectListAllNetworks', 'network', 0x3f],
  ['NetworkCreateXMLFlags', 'networkCreateXMLFlags', 'network', 1],
  ['NetworkDefineXMLFlags', 'networkDefineXMLFlags', 'network', 1],
  ['NetworkGetDHCPLeases', 'networkGetDHCPLeases', 'network', 0],
  ['NetworkGetXMLDesc', 'networkGetXMLDesc', 'network', 1],
  ['NetworkListAllPorts', 'networkListAllPorts', 'network', 0],
  ['NetworkPortDelete', 'networkPortDelete', 'network', 0],
  ['NetworkPortGetXMLDesc', 'networkPortGetXMLDesc', 'network', 0],
  ['ConnectListAllNWFilterBindings', 'nwfilterConnectListAllNWFilterBindings', 'nwfilter', 0],
  ['ConnectListAllNWFilters', 'nwfilterConnectListAllNWFilters', 'nwfilter', 0],
  ['NWFilterBindingGetXMLDesc', 'nwfilterBindingGetXMLDesc', 'nwfilter', 0],
  ['NWFilterDefineXMLFlags', 'nwfilterDefineXMLFlags', 'nwfilter', 1],
  ['NWFilterGetXMLDesc', 'nwfilterGetXMLDesc', 'nwfilter', 0],
  ['ConnectListAllSecrets', 'secretConnectListAllSecrets', 'secret', 0xf],
  ['SecretGetXMLDesc', 'secretGetXMLDesc', 'secret', 0],
  ['ConnectListAllInterfaces', 'udevConnectListAllInterfaces', 'interface', 3],
  ['InterfaceGetXMLDesc', 'udevInterfaceGetXMLDesc', 'interface', 1],
  ['NodeDeviceGetXMLDesc', 'nodeDeviceGetXMLDesc', 'node device', 0],
  ['ConnectListAllStoragePools', 'storageConnectListAllStoragePools', 'storage', 0xf_ffff],
  ['StoragePoolGetXMLDesc', 'storagePoolGetXMLDesc', 'storage', 1],
  ['StoragePoolListAllVolumes', 'storagePoolListAllVolumes', 'storage', 0],
  ['StoragePoolRefresh', 'storagePoolRefresh', 'storage', 0],
  ['StorageVolGetInfoFlags', 'storageVolGetInfoFlags', 'storage', 1],
  ['StorageVolGetXMLDesc', 'storageVolGetXMLDesc', 'storage', 0],
  ['StorageVolResize', 'storageVolResize', 'storage', 7],
  ['StorageVolWipe', 'storageVolWipePattern', 'storage', 0],
  ['StorageVolWipePattern', 'storageVolWipePattern', 'storage', 0],
  ['NodeGetCPUMap', 'virHostCPUGetMap', 'none', 0],
];

/** Functions of the QEMU driver. */
const qemu: readonly Known[] = [
  ['ConnectGetSysinfo', 'qemuConnectGetSysinfo', 'qemu', 0],
  ['ConnectListAllDomains', 'qemuConnectListAllDomains', 'qemu', 0xffff],
  ['DomainAbortJobFlags', 'qemuDomainAbortJobFlags', 'qemu', 1],
  ['DomainAttachDeviceFlags', 'qemuDomainAttachDeviceLiveAndConfig', 'qemu', 3],
  ['DomainCoreDumpWithFormat', 'qemuDomainCoreDumpWithFormat', 'qemu', 0x1f],
  ['DomainDetachDeviceFlags', 'qemuDomainDetachDeviceLiveAndConfig', 'qemu', 3],
  ['DomainGetJobStats', 'qemuDomainGetJobStats', 'qemu', 3],
  ['DomainListAllCheckpoints', 'qemuDomainListAllCheckpoints', 'qemu', 0xf],
  ['DomainListAllSnapshots', 'qemuDomainListAllSnapshots', 'qemu', 0x7ff],
  ['DomainRestoreFlags', 'qemuDomainRestoreInternal', 'qemu', 0xf],
];

const byApi = (rows: readonly Known[]) => new Map(rows.map((row) => [row[0], row]));
const ofAll = byApi(shared);
const ofQemu = byApi(qemu);

/** @throws LibvirtError (invalid argument) for flags that the driver's function does not know. */
export function refuseUnknownFlags(api: string, args: unknown, session: Session): void {
  const known = ofAll.get(api) ?? ofQemu.get(api);
  if (!known || (ofQemu.has(api) && session.opened.driver !== 'qemu')) return;
  const [, named, domain, bits] = known;
  const unknown = (flagsOf(args) & ~bits) >>> 0;
  if (unknown === 0) return;
  throw new LibvirtError(
    'invalid argument',
    `unsupported flags (0x${unknown.toString(16)}) in function ${named}`,
    domain,
  );
}

const flagsOf = (args: unknown) => (args as { readonly flags?: number }).flags ?? 0;
