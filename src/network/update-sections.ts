import type { NetworkSection } from '../protocol/vocabulary.ts';
import type { XmlElement } from '../xml/node.ts';
import { attribute, elements, textOf } from '../xml/read.ts';
import { parseAddress } from './address.ts';
import { xmlDetail, xmlError } from './refuse.ts';
import { tidyPortgroup } from './tidy.ts';

/** What virsh net-update can change in one part of a network, and libvirt's words about it (virNetworkDefUpdateSection). */
export interface Section {
  readonly element: string;
  /** Where its elements stand. */
  readonly parent: 'network' | 'forward' | 'dns' | 'dhcp';
  /** What is said of `modify` where entries can only be added and deleted. */
  readonly unmodifiable?: string;
  /** Whether an entry that is there is the one given. `deleting` asks for all that is given, `adding` for anything alike. */
  readonly matches: (there: XmlElement, given: XmlElement, purpose: Purpose) => boolean;
  /** @throws LibvirtError for an entry that lacks what the purpose needs. */
  readonly check: (given: XmlElement, network: string, purpose: Purpose) => void;
  /** The entry as it is kept. */
  readonly tidy?: (given: XmlElement) => XmlElement;
  readonly exists: (given: XmlElement, network: string) => string;
  readonly missing: (given: XmlElement, network: string, purpose: Purpose) => string;
  /** Said where more than one entry is meant; without it the first one is taken. */
  readonly several?: (network: string) => string;
}
export type Purpose = 'adding' | 'modifying' | 'deleting';

const same = (name: string) => (a: XmlElement, b: XmlElement) =>
  attribute(b, name) !== undefined && attribute(a, name) === attribute(b, name);
const sameMac = (a: XmlElement, b: XmlElement) =>
  attribute(b, 'mac') !== undefined && attribute(a, 'mac')?.toLowerCase() === attribute(b, 'mac')?.toLowerCase();
/** What libvirt's C library prints of a text that is not there. */
const orNull = (text: string | undefined) => text ?? '(null)';
const given = (owner: XmlElement, name: string) => attribute(owner, name) !== undefined;

const dhcpHost: Section = {
  element: 'host',
  parent: 'dhcp',
  matches(there, host, purpose) {
    const fields = [
      [given(host, 'mac'), sameMac(there, host)],
      [given(host, 'name'), same('name')(there, host)],
      [given(host, 'ip'), same('ip')(there, host)],
    ] as const;
    return purpose === 'deleting'
      ? fields.every(([isGiven, isSame]) => !isGiven || isSame)
      : fields.some(([, isSame]) => isSame);
  },
  check(host, network, purpose) {
    const mac = attribute(host, 'mac');
    if (mac !== undefined && !/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(mac))
      throw xmlError(`Cannot parse MAC address '${mac}' in network '${network}'`);
    if (purpose === 'deleting' && !['name', 'mac', 'ip'].some((name) => given(host, name)))
      throw xmlError(
        `At least one of name, mac, or ip attribute must be specified for static host definition in network '${network}' `,
      );
    if (purpose !== 'deleting' && !given(host, 'ip'))
      throw xmlError(`Missing IP address in static host definition for network '${network}'`);
  },
  exists: (host, network) =>
    `there is an existing dhcp host entry in network '${network}' that matches "<host mac='${attribute(host, 'mac') ?? 'unknown'}' name='${orNull(attribute(host, 'name'))}' ip='${attribute(host, 'ip') ?? 'unknown'}'/>"`,
  missing: (host, network, purpose) =>
    purpose === 'deleting'
      ? `couldn't locate a matching dhcp host entry in network '${network}'`
      : `couldn't locate an existing dhcp host entry with "mac='${orNull(attribute(host, 'mac'))}'" "name='${orNull(attribute(host, 'name'))}'" "ip='${orNull(attribute(host, 'ip'))}'" in network '${network}'`,
};

const dhcpRange: Section = {
  element: 'range',
  parent: 'dhcp',
  unmodifiable: 'dhcp ranges cannot be modified, only added or deleted',
  matches: (there, range) => same('start')(there, range) && same('end')(there, range),
  check(range, network) {
    const absent = ['start', 'end'].find((name) => !given(range, name));
    if (absent) throw xmlError(`Missing '${absent}' attribute in dhcp range for network '${network}'`);
  },
  exists: (range, network) =>
    `there is an existing dhcp range entry in network '${network}' that matches "<range start='${attribute(range, 'start')}' end='${attribute(range, 'end')}'/>"`,
  missing: (_, network) => `couldn't locate a matching dhcp range entry in network '${network}'`,
};

const forwardInterface: Section = {
  element: 'interface',
  parent: 'forward',
  unmodifiable: 'forward interface entries cannot be modified, only added or deleted',
  matches: same('dev'),
  check(card) {
    if (!given(card, 'dev')) throw xmlError('missing dev attribute in <interface> element');
  },
  exists: (card, network) =>
    `there is an existing interface entry in network '${network}' that matches "<interface dev='${attribute(card, 'dev')}'>"`,
  missing: (card, network) =>
    `couldn't find an interface entry in network '${network}' matching <interface dev='${attribute(card, 'dev')}'>`,
};

const portgroup: Section = {
  element: 'portgroup',
  parent: 'network',
  matches: same('name'),
  check: (group) => void tidyPortgroup(group),
  tidy: tidyPortgroup,
  exists: (group, network) =>
    `there is an existing portgroup entry in network '${network}' that matches "<portgroup name='${attribute(group, 'name')}'>"`,
  missing: (group, network) =>
    `couldn't find a portgroup entry in network '${network}' matching <portgroup name='${attribute(group, 'name')}'>`,
};

const hostnames = (host: XmlElement) => elements(host, 'hostname').map(textOf);
const dnsHost: Section = {
  element: 'host',
  parent: 'dns',
  unmodifiable: 'DNS HOST records cannot be modified, only added or deleted',
  matches: (there, host) =>
    same('ip')(there, host) || hostnames(there).some((name) => name !== undefined && hostnames(host).includes(name)),
  check(host, network, purpose) {
    const ip = attribute(host, 'ip');
    if (ip !== undefined && !parseAddress(ip))
      throw xmlDetail(`Invalid IP address in network '${network}' DNS HOST record`);
    if (purpose === 'deleting') return;
    if (ip === undefined) throw xmlDetail(`Missing IP address in network '${network}' DNS HOST record`);
    if (hostnames(host).length === 0) throw xmlDetail(`Missing hostname in network '${network}' DNS HOST record`);
  },
  exists: (_, network) => `there is already at least one DNS HOST record with a matching field in network ${network}`,
  missing: (_, network) => `couldn't locate a matching DNS HOST record in network ${network}`,
  several: (network) => `multiple matching DNS HOST records were found in network ${network}`,
};

const dnsTxt: Section = {
  element: 'txt',
  parent: 'dns',
  unmodifiable: 'DNS TXT records cannot be modified, only added or deleted',
  matches: same('name'),
  check(record, network, purpose) {
    const name = attribute(record, 'name');
    if (name === undefined) throw xmlDetail(`missing required name attribute in DNS TXT record of network ${network}`);
    if (/[ ,]/.test(name))
      throw xmlDetail(`prohibited character in DNS TXT record name '${name}' of network ${network}`);
    if (purpose !== 'deleting' && !given(record, 'value'))
      throw xmlDetail(`missing required value attribute in DNS TXT record named '${name}' of network ${network}`);
  },
  exists: (record, network) =>
    `there is already a DNS TXT record with name '${attribute(record, 'name')}' in network ${network}`,
  missing: (_, network) => `couldn't locate a matching DNS TXT record in network ${network}`,
};

const srvFields = ['domain', 'service', 'protocol', 'target'];
const dnsSrv: Section = {
  element: 'srv',
  parent: 'dns',
  unmodifiable: 'DNS SRV records cannot be modified, only added or deleted',
  matches: (there, record) => srvFields.every((name) => !given(record, name) || same(name)(there, record)),
  check(record, network, purpose) {
    const service = attribute(record, 'service');
    if (purpose === 'deleting') return;
    if (service === undefined)
      throw xmlDetail(`missing required service attribute in DNS SRV record of network '${network}'`);
    if (!given(record, 'protocol'))
      throw xmlDetail(`missing required protocol attribute in DNS SRV record '${service}' of network '${network}'`);
  },
  exists: (_, network) =>
    `there is already at least one DNS SRV record matching all specified fields in network ${network}`,
  missing: (_, network) => `couldn't locate a matching DNS SRV record in network ${network}`,
  several: (network) => `multiple DNS SRV records matching all specified fields were found in network ${network}`,
};

/** The parts that can be updated; the others are refused by name (virNetworkDefUpdateNoSupport). */
export const sections: Partial<Record<NetworkSection, Section>> = {
  'ip-dhcp-host': dhcpHost,
  'ip-dhcp-range': dhcpRange,
  'forward-interface': forwardInterface,
  portgroup,
  'dns-host': dnsHost,
  'dns-txt': dnsTxt,
  'dns-srv': dnsSrv,
};
