import { expect, test } from 'vitest';
import { validateNetwork, withBridge } from '../../src/network/index.ts';
import { complaint, parsed, random, refusal } from './networks.ts';

// libvirt 9.0's words, asked of virsh with its test driver; those of networkValidate from its source.

const dhcp = (inside: string, ip = "address='10.1.1.1' prefix='24'") => `<ip ${ip}><dhcp>${inside}</dhcp></ip>`;
const ip = "<ip address='10.1.1.1' prefix='24'/>";

test.each([
  ['<uuid>zz</uuid>', 'internal error: malformed uuid element'],
  ["<forward mode='zip'/>", "unsupported configuration: unknown forwarding type 'zip'"],
  ["<forward mode='nat'/>", "XML error: nat forwarding requested, but no IP address provided for network 'y'"],
  [
    `<forward mode='open' dev='e'/>${ip}`,
    "XML error: forward dev not allowed for network 'y' with forward mode='open'",
  ],
  [
    `<forward mode='nat'><interface dev='a'/><interface dev='b'/></forward>${ip}`,
    "XML error: multiple forwarding interfaces specified for network 'y', only one is supported",
  ],
  [
    `<forward mode='route' dev='b'><interface dev='a'/></forward>${ip}`,
    "XML error: <forward dev='b'> must match first <interface dev='a'/> in network y",
  ],
  [
    `<forward mode='route'><nat/></forward>${ip}`,
    "XML error: The <nat> element can only be used when <forward> 'mode' is 'nat' in network y",
  ],
  [
    "<forward mode='bridge'><interface dev='a'/><interface dev='a'/></forward>",
    "XML error: interface 'a' can only be listed once in network y",
  ],
  [
    `<forward mode='nat'><interface/></forward>${ip}`,
    'XML error: Missing required dev attribute in <forward> <interface> element of network y',
  ],
  ["<mac address='zz'/>", "XML error: Invalid bridge mac address 'zz' in network 'y'"],
  [
    "<mac address='01:00:00:00:00:01'/>",
    "XML error: Invalid multicast bridge mac address '01:00:00:00:00:01' in network 'y'",
  ],
  ["<bridge name='b' delay='x'/>", "XML error: Invalid delay value in network 'y'"],
  ["<bridge name='b' macTableManager='zz'/>", "XML error: Invalid macTableManager setting 'zz' in network 'y'"],
  [
    "<forward mode='bridge'/><bridge name='b' stp='on'/>",
    "XML error: bridge delay/stp/zone options only allowed in route, nat, and isolated mode, not in bridge (network 'y')",
  ],
  ["<forward mode='vepa'/><bridge name='b'/>", "XML error: bridge name not allowed in vepa mode (network 'y')"],
  ["<mtu size='x'/>", "XML error: Invalid mtu size 'x' in network 'y'"],
  ['<portgroup/>', 'XML error: Missing required name attribute in portgroup'],
  ['<ip/>', "XML error: Missing required address attribute in network 'y'"],
  ["<ip address='300.1.1.1'/>", "XML error: Invalid address '300.1.1.1' in network 'y'"],
  [
    "<ip address='2001::1' prefix='64'/>",
    "unsupported configuration: no family specified for non-IPv4 address '2001::1' in network 'y'",
  ],
  [
    "<ip family='ipv4' address='2001::1'/>",
    "unsupported configuration: ipv4 family specified for non-IPv4 address '2001::1' in network 'y'",
  ],
  ["<ip family='ipv9' address='2001::1'/>", "XML error: Unrecognized family 'ipv9' in network 'y'"],
  ["<ip address='10.1.1.1' prefix='99'/>", "unsupported configuration: Invalid IPv4 prefix '99' in network 'y'"],
  [
    "<ip address='10.1.1.1' prefix='-1'/>",
    "XML error: Invalid value for attribute 'prefix' in element 'ip': '-1'. Expected non-negative integer value",
  ],
  ["<ip address='10.1.1.1' netmask='zz'/>", "XML error: Invalid netmask 'zz' in network 'y'"],
  [
    "<ip address='10.1.1.1' prefix='24' netmask='255.0.0.0'/>",
    "unsupported configuration: Network 'y' IP address cannot have both a prefix and a netmask",
  ],
  [
    dhcp("<range start='10.1.2.1' end='10.1.1.9'/>"),
    'internal error: range 10.1.2.1 - 10.1.1.9 is not entirely within network 10.1.1.1/24',
  ],
  [dhcp("<range start='10.1.1.9' end='10.1.1.2'/>"), 'internal error: range 10.1.1.9 - 10.1.1.2 is reversed '],
  [
    dhcp("<range start='10.1.1.0' end='10.1.1.9'/>"),
    'internal error: start of range 10.1.1.0 - 10.1.1.9 in network 10.1.1.1/24 is the network address',
  ],
  [
    dhcp("<range start='10.1.1.2' end='10.1.1.255'/>", "address='10.1.1.1' netmask='255.255.255.0'"),
    'internal error: end of range 10.1.1.2 - 10.1.1.255 in network 10.1.1.1/24 is the broadcast address',
  ],
  [dhcp("<range start='10.1.1.2'/>"), "XML error: Missing 'end' attribute in dhcp range for network 'y'"],
  [dhcp("<range start='x' end='10.1.1.4'/>"), "Cannot parse socket address 'x': Name or service not known"],
  [dhcp('<host/>'), "XML error: Static host definition in IPv4 network 'y' must have mac or name attribute"],
  [dhcp("<host mac='52:54:00:00:00:05'/>"), "XML error: Missing IP address in static host definition for network 'y'"],
  [dhcp("<host mac='zz' ip='10.1.1.3'/>"), "XML error: Cannot parse MAC address 'zz' in network 'y'"],
  [
    dhcp("<host ip='fe80::2'/>", "family='ipv6' address='fe80::1' prefix='64'"),
    "XML error: Static host definition in IPv6 network 'y' must have id or name attribute",
  ],
])('%s', (inside, text) => {
  expect(refusal(inside)).toBe(text);
});

test('a network has a name, and its document is a network', () => {
  expect(complaint(() => parsed('<network/>'))).toBe('missing name information');
  expect(complaint(() => parsed('<network><name>a/b</name></network>'))).toBe('invalid char in name: /');
  expect(complaint(() => parsed('<domain/>'))).toBe("XML error: expecting root element of 'network', not 'domain'");
  expect(complaint(() => parsed('<network>'))).toBe(
    '(network_definition):1: Premature end of data in tag network line 1\n<network>\n---------^',
  );
  expect(refusal('', " ipv6='zz'")).toBe("XML error: Invalid ipv6 setting 'zz' in network 'y'");
});

test('what is random is made once: uuid, bridge and address', () => {
  const network = withBridge(parsed('<network><name>y</name></network>'), { isTaken: () => false, random });
  expect(network.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(network.bridge).toBe('virbr0');
  expect(JSON.stringify(network.tree)).toMatch(/"52:54:00(:[0-9a-f]{2}){3}"/);
});

test('a bridge gets the first name that no other network has, or the one after its template', () => {
  const taken = (...names: string[]) => ({ isTaken: (name: string) => names.includes(name), random });
  const named = (bridge: string, ...names: string[]) =>
    withBridge(parsed(`<network><name>y</name>${bridge}</network>`), taken(...names)).bridge;
  expect(named('', 'virbr0', 'virbr1')).toBe('virbr2');
  expect(named("<bridge name='lab%d'/>", 'lab0')).toBe('lab1');
  expect(named("<bridge name='own'/>")).toBe('own');
  expect(complaint(() => named("<bridge name='own'/>", 'own'))).toBe(
    "internal error: bridge name 'own' already in use.",
  );
  expect(
    complaint(() => withBridge(parsed('<network><name>y</name></network>'), { isTaken: () => true, random })),
  ).toBe('internal error: Bridge generation exceeded max id 256');
});

test.each([
  ["<forward mode='bridge'/><mac address='52:54:00:00:00:01'/>", 'mac'],
  ["<forward mode='bridge'/><ip address='10.0.0.1'/>", 'ip'],
  ["<forward mode='bridge'/><dns><txt name='a' value='b'/></dns>", 'dns'],
  ["<forward mode='bridge'/><domain name='d'/>", 'domain'],
])('the host’s own bridge gets nothing of libvirt: %s', (inside, element) => {
  const { tree, name, mode } = parsed(`<network><name>y</name>${inside}</network>`);
  expect(complaint(() => validateNetwork(tree, name, mode))).toBe(
    `unsupported configuration: Unsupported <${element}> element in network y with forward mode='bridge'`,
  );
});

test('portgroups have different names, and one of them is the default at most', () => {
  const said = (groups: string) => {
    const { tree, name, mode } = parsed(`<network><name>y</name>${groups}</network>`);
    return complaint(() => validateNetwork(tree, name, mode));
  };
  expect(said("<portgroup name='a'/><portgroup name='a'/>")).toBe(
    "unsupported configuration: multiple <portgroup> elements with the same name (a) in network 'y'",
  );
  expect(said("<portgroup name='a' default='yes'/><portgroup name='b' default='yes'/>")).toMatch(
    /multiple default <portgroup> elements \(a and b\)/,
  );
  expect(said("<portgroup name='a' default='yes'/><portgroup name='b'/>")).toBe('accepted');
});
