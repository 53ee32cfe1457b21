import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatNetworkXml, networkConfigFile } from '../../src/network/index.ts';
import { complaint, parsed, written } from './networks.ts';

// What is expected here is what virsh 9.0 prints with its test driver for the same XML.

test('whatever order it was written in, a network is written in libvirt’s', () => {
  const xml = `<network ipv6='yes' trustGuestRxFilters='yes' connections='4'>
  <portgroup default='yes' name='a' trustGuestRxFilters='no'><bandwidth><outbound average='1'/><inbound burst='3' average='1' peak='2'/></bandwidth></portgroup>
  <ip family='ipv4' netmask='255.255.255.0' address='192.168.50.1' localPtr='yes'><tftp root='/t'/><dhcp><bootp server='1.2.3.4' file='x'/><host ip='192.168.50.10' name='n' mac='52:54:00:AA:bb:cc'/><range end='192.168.50.254' start='192.168.50.2'><lease expiry='1' unit='hours'/></range></dhcp></ip>
  <route gateway='192.168.50.3' address='10.0.0.0' prefix='8' metric='2' family='ipv4'/>
  <dns enable='yes' forwardPlainNames='no'><host ip='1.1.1.1'><hostname>a</hostname><hostname>b</hostname></host><srv weight='1' service='s' protocol='tcp' domain='d' target='t' port='1' priority='2'/><txt value='v' name='n'/><forwarder addr='8.8.8.8' domain='x'/></dns>
  <domain localOnly='yes' name='dom'/><mtu size='1400'/><mac address='52:54:0:9A:99:99'/>
  <bridge zone='z' macTableManager='libvirt' delay='3' stp='on' name='br7'/>
  <forward dev='eth0' mode='nat'><nat><port end='9' start='5'/><address end='1.2.3.9' start='1.2.3.4'/></nat></forward>
  <metadata><x:y xmlns:x='urn:x'>t</x:y></metadata><uuid>99999999999949998999999999999991</uuid><!-- c -->
  <bandwidth><inbound average='1000' peak='5000' burst='5120'/><outbound average='1000'/></bandwidth>
  <name>n1</name><nonsense/>
</network>`;
  expect(formatNetworkXml(parsed(xml))).toBe(`<network ipv6='yes' trustGuestRxFilters='yes'>
  <name>n1</name>
  <uuid>99999999-9999-4999-8999-999999999991</uuid>
  <metadata>
    <x:y xmlns:x="urn:x">t</x:y>
  </metadata>
  <forward dev='eth0' mode='nat'>
    <nat>
      <address start='1.2.3.4' end='1.2.3.9'/>
      <port start='5' end='9'/>
    </nat>
    <interface dev='eth0'/>
  </forward>
  <bridge name='br7' zone='z' stp='on' delay='3' macTableManager='libvirt'/>
  <mtu size='1400'/>
  <mac address='52:54:00:9a:99:99'/>
  <domain name='dom' localOnly='yes'/>
  <dns enable='yes' forwardPlainNames='no'>
    <forwarder domain='x' addr='8.8.8.8'/>
    <txt name='n' value='v'/>
    <srv service='s' protocol='tcp' domain='d' target='t' port='1' priority='2' weight='1'/>
    <host ip='1.1.1.1'>
      <hostname>a</hostname>
      <hostname>b</hostname>
    </host>
  </dns>
  <bandwidth>
    <inbound average='1000' peak='5000' burst='5120'/>
    <outbound average='1000'/>
  </bandwidth>
  <ip family='ipv4' address='192.168.50.1' netmask='255.255.255.0' localPtr='yes'>
    <tftp root='/t'/>
    <dhcp>
      <range start='192.168.50.2' end='192.168.50.254'>
        <lease expiry='1' unit='hours'/>
      </range>
      <host mac='52:54:00:AA:bb:cc' name='n' ip='192.168.50.10'/>
      <bootp file='x' server='1.2.3.4'/>
    </dhcp>
  </ip>
  <route family='ipv4' address='10.0.0.0' prefix='8' gateway='192.168.50.3' metric='2'/>
  <portgroup name='a' default='yes' trustGuestRxFilters='no'>
    <bandwidth>
      <inbound average='1' peak='2' burst='3'/>
      <outbound average='1'/>
    </bandwidth>
  </portgroup>
</network>
`);
});

const ip = "<ip address='10.1.1.1' prefix='24'/>";
const bridge = "  <bridge stp='on' delay='0'/>\n";
const ipText = "  <ip address='10.1.1.1' prefix='24'>\n  </ip>\n";
test.each([
  ['', bridge],
  [`<forward/>${ip}`, `  <forward mode='nat'/>\n${bridge}${ipText}`],
  [
    `<forward mode='route'><interface dev='a'/></forward>${ip}`,
    `  <forward dev='a' mode='route'>\n    <interface dev='a'/>\n  </forward>\n${bridge}${ipText}`,
  ],
  [`<forward mode='nat'><nat/></forward>${ip}`, `  <forward mode='nat'/>\n${bridge}${ipText}`],
  ["<forward mode='bridge'/><bridge name='br0'/>", "  <forward mode='bridge'/>\n  <bridge name='br0'/>\n"],
  [
    "<forward mode='vepa' dev='e1'><interface dev='e1'/><interface dev='e2'/></forward>",
    "  <forward dev='e1' mode='vepa'>\n    <interface dev='e1'/>\n    <interface dev='e2'/>\n  </forward>\n",
  ],
  ["<bridge name='a' stp='zz' delay=''/>", "  <bridge name='a' stp='on' delay='0'/>\n"],
  ['<dns/><domain/><mtu/><mac/><bandwidth/>', bridge],
  ["<dns enable='no'/>", `${bridge}  <dns enable='no'/>\n`],
  [
    "<ip family='ipv6' address='2001:0DB8::0001' prefix='64'/>",
    `${bridge}  <ip family='ipv6' address='2001:db8::1' prefix='64'>\n  </ip>\n`,
  ],
  ["<ip address='10.1.1.1' prefix='24'><dhcp><bootp file='z'/></dhcp></ip>", `${bridge}${ipText}`],
  ["<portgroup default='no' name='a'/>", `${bridge}  <portgroup name='a'>\n  </portgroup>\n`],
])('%s', (inside, expected) => {
  expect(written(inside)).toBe(expected);
});

test('connections are shown of an active network only, and of the cards it uses', () => {
  const network = parsed(
    "<network><name>y</name><forward mode='vepa'><interface dev='a'/><interface dev='b'/></forward></network>",
  );
  const usage = { connections: 3, byDevice: new Map([['b', 3]]) };
  const text = formatNetworkXml(network, { usage });
  expect(text).toMatch(/^<network connections='3'>/);
  expect(text).toContain("    <interface dev='a'/>\n    <interface dev='b' connections='3'/>\n");
  expect(formatNetworkXml(network, { usage: { connections: 0, byDevice: new Map() } })).toBe(formatNetworkXml(network));
});

test('a configuration file says who wrote it, and is read back as it was', () => {
  const network = parsed('<network><name>y</name></network>');
  const file = networkConfigFile(network);
  expect(file).toMatch(/^<!--\nWARNING: THIS IS AN AUTO-GENERATED FILE[\s\S]*\n {2}virsh net-edit y\n/);
  expect(parsed(file)).toEqual(network);
  expect(networkConfigFile(parsed('<network><name>a b</name></network>'))).toMatch(/net-edit [0-9a-f-]{36}\n/);
});

const part = fc.constantFrom(
  ip,
  "<forward mode='route' dev='e0'/>",
  "<forward><nat ipv6='yes'/></forward>",
  "<bridge name='b%d' stp='off'/>",
  "<mac address='52:54:00:1:2:3'/>",
  "<domain name='d&amp;&lt;'/>",
  "<portgroup name='p'><vlan><tag id='3'/></vlan></portgroup>",
  "<dns><txt name='a' value='&quot;'/></dns>",
  '<metadata><a:b xmlns:a="u">\n  x</a:b></metadata>',
  "<ip family='ipv6' address='fe80::1' prefix='64'/>",
  '<zap><name>q</name></zap>',
);

test('what is written is read back to the same, whatever it was made of', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const xml = `<network><name>y</name>${parts.join('')}</network>`;
      if (complaint(() => parsed(xml)) !== 'accepted') return;
      const text = formatNetworkXml(
        parsed(xml.replace('</name>', '</name><uuid>99999999-9999-4999-8999-999999999991</uuid>')),
      );
      expect(formatNetworkXml(parsed(text))).toBe(text);
    }),
    { numRuns: 150 },
  );
});

test('any text is a network or one of libvirt’s errors', () => {
  const mangled = fc
    .tuple(fc.array(part, { maxLength: 4 }), fc.nat(400), fc.string({ maxLength: 5 }))
    .map(([parts, at, noise]) => {
      const xml = `<network><name>y</name>${parts.join('')}</network>`;
      return xml.slice(0, at) + noise + xml.slice(at + noise.length);
    });
  fc.assert(
    fc.property(mangled, (xml) => {
      expect(complaint(() => parsed(xml))).toBeTypeOf('string');
    }),
    { numRuns: 300 },
  );
});
