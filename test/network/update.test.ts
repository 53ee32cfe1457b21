import { expect, test } from 'vitest';
import { formatNetworkXml, updated } from '../../src/network/index.ts';
import type { NetworkSection, NetworkUpdateCommand } from '../../src/protocol/vocabulary.ts';
import { complaint, parsed, random } from './networks.ts';

// Asked of virsh 9.0 with its test driver, change by change.

const network = parsed(`<network><name>u</name><uuid>99999999-9999-4999-8999-99999999999a</uuid><forward mode='nat'/>
  <bridge name='br9'/><dns><host ip='1.1.1.1'><hostname>x</hostname></host><host ip='1.1.1.2'><hostname>x2</hostname></host>
  <txt name='a' value='b'/><srv service='s' protocol='tcp'/><srv service='s' protocol='udp'/></dns>
  <ip address='10.1.1.1' prefix='24'><dhcp><range start='10.1.1.10' end='10.1.1.20'/>
  <host mac='52:54:00:00:00:01' ip='10.1.1.11' name='h1'/></dhcp></ip><portgroup name='p'/><portgroup name='d' default='yes'/></network>`);

const change = (command: NetworkUpdateCommand, section: NetworkSection, xml: string, parentIndex?: number) =>
  updated(network, { command, section, xml, parentIndex }, random);
const lines = (text: string) => text.split('\n').map((line) => line.trim());
/** Lines that the change adds (+) and takes away (-). */
function difference(...args: Parameters<typeof change>): readonly string[] {
  const [before, after] = [lines(formatNetworkXml(network)), lines(formatNetworkXml(change(...args)))];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

test.each<[NetworkUpdateCommand, NetworkSection, string, readonly string[]]>([
  ['add-last', 'portgroup', "<portgroup name='x'/>", ["+ <portgroup name='x'>"]],
  [
    'modify',
    'portgroup',
    "<portgroup name='p' trustGuestRxFilters='yes'/>",
    ["- <portgroup name='p'>", "+ <portgroup name='p' trustGuestRxFilters='yes'>"],
  ],
  ['delete', 'portgroup', "<portgroup name='p'/>", ["- <portgroup name='p'>"]],
  [
    'add-last',
    'ip-dhcp-host',
    "<host mac='52:54:00:00:00:02' ip='10.1.1.12'/>",
    ["+ <host mac='52:54:00:00:00:02' ip='10.1.1.12'/>"],
  ],
  [
    'modify',
    'ip-dhcp-host',
    "<host ip='10.1.1.11' name='q'/>",
    ["- <host mac='52:54:00:00:00:01' name='h1' ip='10.1.1.11'/>", "+ <host name='q' ip='10.1.1.11'/>"],
  ],
  ['delete', 'ip-dhcp-host', "<host name='h1'/>", ["- <host mac='52:54:00:00:00:01' name='h1' ip='10.1.1.11'/>"]],
  [
    'add-last',
    'ip-dhcp-range',
    "<range start='10.1.1.30' end='10.1.1.40'/>",
    ["+ <range start='10.1.1.30' end='10.1.1.40'/>"],
  ],
  [
    'delete',
    'ip-dhcp-range',
    "<range start='10.1.1.10' end='10.1.1.20'/>",
    ["- <range start='10.1.1.10' end='10.1.1.20'/>"],
  ],
  [
    'add-last',
    'forward-interface',
    "<interface dev='e7'/>",
    ["- <forward mode='nat'/>", "+ <forward dev='e7' mode='nat'>", "+ <interface dev='e7'/>", '+ </forward>'],
  ],
  [
    'add-last',
    'dns-host',
    "<host ip='2.2.2.2'><hostname>z</hostname></host>",
    ["+ <host ip='2.2.2.2'>", '+ <hostname>z</hostname>'],
  ],
  ['delete', 'dns-host', "<host ip='1.1.1.2'/>", ["- <host ip='1.1.1.2'>", '- <hostname>x2</hostname>']],
  ['delete', 'dns-txt', "<txt name='a'/>", ["- <txt name='a' value='b'/>"]],
  ['delete', 'dns-srv', "<srv protocol='udp'/>", ["- <srv service='s' protocol='udp'/>"]],
])('%s %s %s', (command, section, xml, expected) => {
  expect(difference(command, section, xml)).toEqual(expected);
});

test('add-first goes before its like', () => {
  const text = formatNetworkXml(change('add-first', 'ip-dhcp-host', "<host mac='52:54:00:00:00:02' ip='10.1.1.12'/>"));
  expect(text.indexOf('00:02')).toBeLessThan(text.indexOf('00:01'));
});

const invalid = 'Requested operation is not valid: ';
const unsupported = 'Operation not supported: ';
test.each<[NetworkUpdateCommand, NetworkSection, string, string]>([
  [
    'add-last',
    'portgroup',
    "<portgroup name='p'/>",
    `${invalid}there is an existing portgroup entry in network 'u' that matches "<portgroup name='p'>"`,
  ],
  [
    'delete',
    'portgroup',
    "<portgroup name='zz'/>",
    `${invalid}couldn't find a portgroup entry in network 'u' matching <portgroup name='zz'>`,
  ],
  [
    'add-last',
    'portgroup',
    "<portgroup name='r' default='yes'/>",
    `${invalid}a different portgroup entry in network 'u' is already set as the default. Only one default is allowed.`,
  ],
  ['add-last', 'portgroup', '<portgroup/>', 'XML error: Missing required name attribute in portgroup'],
  [
    'add-last',
    'portgroup',
    "<domain name='x'/>",
    "XML error: unexpected element <domain>, expecting <portgroup>, while updating network 'u'",
  ],
  [
    'add-last',
    'portgroup',
    "<portgroup name='x'",
    "network_update_xml:1: attributes construct error\n<portgroup name='x'\n-------------------^",
  ],
  [
    'add-last',
    'ip-dhcp-host',
    "<host mac='52:54:00:00:00:01' ip='10.1.1.12'/>",
    `${invalid}there is an existing dhcp host entry in network 'u' that matches "<host mac='52:54:00:00:00:01' name='(null)' ip='10.1.1.12'/>"`,
  ],
  [
    'add-last',
    'ip-dhcp-host',
    "<host ip='10.1.1.11' name='q'/>",
    `${invalid}there is an existing dhcp host entry in network 'u' that matches "<host mac='unknown' name='q' ip='10.1.1.11'/>"`,
  ],
  [
    'modify',
    'ip-dhcp-host',
    "<host mac='52:54:00:00:00:09' ip='10.1.1.13'/>",
    `${invalid}couldn't locate an existing dhcp host entry with "mac='52:54:00:00:00:09'" "name='(null)'" "ip='10.1.1.13'" in network 'u'`,
  ],
  [
    'delete',
    'ip-dhcp-host',
    "<host mac='52:54:00:00:00:01' ip='10.1.1.99'/>",
    `${invalid}couldn't locate a matching dhcp host entry in network 'u'`,
  ],
  [
    'delete',
    'ip-dhcp-host',
    '<host/>',
    "XML error: At least one of name, mac, or ip attribute must be specified for static host definition in network 'u' ",
  ],
  [
    'add-last',
    'ip-dhcp-host',
    "<host mac='52:54:00:00:00:05'/>",
    "XML error: Missing IP address in static host definition for network 'u'",
  ],
  [
    'add-last',
    'ip-dhcp-range',
    "<range start='10.1.1.10' end='10.1.1.20'/>",
    `${invalid}there is an existing dhcp range entry in network 'u' that matches "<range start='10.1.1.10' end='10.1.1.20'/>"`,
  ],
  [
    'add-last',
    'ip-dhcp-range',
    "<range start='10.9.1.30' end='10.9.1.31'/>",
    'internal error: range 10.9.1.30 - 10.9.1.31 is not entirely within network 10.1.1.1/24',
  ],
  [
    'delete',
    'ip-dhcp-range',
    "<range start='10.1.1.11' end='10.1.1.20'/>",
    `${invalid}couldn't locate a matching dhcp range entry in network 'u'`,
  ],
  [
    'modify',
    'ip-dhcp-range',
    "<range start='10.1.1.10' end='10.1.1.20'/>",
    `${unsupported}dhcp ranges cannot be modified, only added or deleted`,
  ],
  ['add-last', 'forward-interface', '<interface/>', 'XML error: missing dev attribute in <interface> element'],
  [
    'delete',
    'forward-interface',
    "<interface dev='e7'/>",
    `${invalid}couldn't find an interface entry in network 'u' matching <interface dev='e7'>`,
  ],
  [
    'modify',
    'dns-host',
    "<host ip='1.1.1.1'/>",
    `${unsupported}DNS HOST records cannot be modified, only added or deleted`,
  ],
  ['add-last', 'dns-host', "<host ip='9.1.1.1'/>", "Missing hostname in network 'u' DNS HOST record"],
  [
    'add-last',
    'dns-host',
    "<host ip='1.1.1.1'><hostname>n</hostname></host>",
    `${invalid}there is already at least one DNS HOST record with a matching field in network u`,
  ],
  [
    'delete',
    'dns-host',
    "<host ip='1.1.1.1'><hostname>x2</hostname></host>",
    `${invalid}multiple matching DNS HOST records were found in network u`,
  ],
  [
    'add-last',
    'dns-txt',
    "<txt name='a' value='c'/>",
    `${invalid}there is already a DNS TXT record with name 'a' in network u`,
  ],
  [
    'add-last',
    'dns-txt',
    "<txt name='q'/>",
    "missing required value attribute in DNS TXT record named 'q' of network u",
  ],
  [
    'delete',
    'dns-srv',
    "<srv service='s'/>",
    `${invalid}multiple DNS SRV records matching all specified fields were found in network u`,
  ],
  ['delete', 'dns-srv', "<srv service='no'/>", `${invalid}couldn't locate a matching DNS SRV record in network u`],
  ['add-last', 'domain', "<domain name='q'/>", `${unsupported}can't update 'domain' section of network 'u'`],
  ['add-last', 'forward-pf', "<pf dev='q'/>", `${unsupported}can't update 'forward pf' section of network 'u'`],
])('%s %s %s is refused', (command, section, xml, text) => {
  expect(complaint(() => change(command, section, xml))).toBe(text);
});

test('the ip element that is meant', () => {
  const host = "<host mac='52:54:00:00:00:0b' ip='10.1.1.19'/>";
  expect(complaint(() => change('add-last', 'ip-dhcp-host', host, 3))).toBe(
    `${invalid}couldn't update dhcp host entry - no <ip> element found at index 3 in network 'u'`,
  );
  expect(formatNetworkXml(change('add-last', 'ip-dhcp-host', host, 0))).toContain('00:0b');
  const isolated = parsed('<network><name>u</name></network>');
  expect(complaint(() => updated(isolated, { command: 'add-last', section: 'ip-dhcp-host', xml: host }, random))).toBe(
    `${invalid}couldn't update dhcp host entry - no <ip> element found in network 'u'`,
  );
});
