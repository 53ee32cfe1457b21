import { systemRandom } from '../../clock/index.ts';
import {
  formatNetworkXml,
  formatPort,
  hookData,
  hookDataIndent as indent,
  parseNetworkXml,
} from '../../network/index.ts';
import type { Profile } from '../../protocol/profiles/index.ts';
import type { Operation } from '../../protocol/vocabulary.ts';
import { escapeText } from '../../xml/escape.ts';
import type { MadeUp } from './input.ts';
import { sampleMac, sampleUuid } from './sample.ts';

/** Operations that are about a guest's port: their `<hookData>` holds more than the network. */
const portOperations: readonly Operation[] = ['plugged', 'unplugged', 'port-created', 'port-deleted'];

/** `<hookData>` of a small network, for a guest's port where the operation is about one. */
export function madeUpNetworkInput({ object, operation, profile }: MadeUp, guest: string): string {
  const members: Readonly<Record<Profile['hookData'][number], string>> = {
    network: formatNetworkXml(network(object), { indent }),
    networkport: formatPort(port, indent),
    interface: indented(card(object)),
    domain: indented(guest),
  };
  const ofPort = portOperations.includes(operation);
  return hookData(profile.hookData.filter((member) => ofPort || member === 'network').map((member) => members[member]));
}

const network = (name: string) =>
  parseNetworkXml(
    `<network><name>${escapeText(name)}</name><bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'/></network>`,
    { random: systemRandom },
  );

const port = {
  uuid: sampleUuid,
  owner: { name: 'guest', uuid: sampleUuid },
  mac: sampleMac,
  plug: { type: 'network', bridge: 'virbr0' },
  settings: [],
} as const;

const card = (name: string) => `<interface type='network'>
  <mac address='${sampleMac}'/>
  <source network='${escapeText(name)}' bridge='virbr0'/>
</interface>
`;

const indented = (text: string) => text.replace(/^(?=.)/gm, indent);
