import type { ResultOf } from '../../protocol/messages.ts';
import { lookupNetwork, networkOption } from './net-lookup.ts';
import type { Verb } from './verb.ts';

/** A network as XML: as it is, or as it would start next. */
export const netDumpxml: Verb = {
  name: 'net-dumpxml',
  summary: 'network information in XML',
  description: 'Output the network information as an XML dump to stdout.',
  options: [networkOption, { name: 'inactive', kind: 'flag', help: 'show inactive defined XML' }],
  async run(call) {
    const { uuid } = await lookupNetwork(call);
    const { xml } = await call.session.call('NetworkGetXMLDesc', { uuid, inactive: call.given.has('inactive') });
    return { data: { xml }, print: xml };
  },
};

export const netInfo: Verb = {
  name: 'net-info',
  summary: 'network information',
  description: 'Returns basic information about the network',
  options: [networkOption],
  async run(call) {
    const { uuid } = await lookupNetwork(call);
    const info = await call.session.call('NetworkGetInfo', { uuid });
    return { data: info, print: infoText(info) };
  },
};

function infoText({ name, uuid, active, persistent, autostart, bridge }: ResultOf<'NetworkGetInfo'>): string {
  const yesNo = (is: boolean) => (is ? 'yes' : 'no');
  const rows: readonly (readonly [label: string, value: string])[] = [
    ['Name:', name],
    ['UUID:', uuid],
    ['Active:', yesNo(active)],
    ['Persistent:', yesNo(persistent)],
    ['Autostart:', yesNo(autostart)],
    ...(bridge === undefined ? [] : ([['Bridge:', bridge]] as const)),
  ];
  return rows.map(([label, value]) => `${label.padEnd(15)} ${value}\n`).join('');
}

export const netUuid: Verb = {
  name: 'net-uuid',
  summary: 'convert a network name to network UUID',
  options: [{ ...networkOption, help: 'network name' }],
  async run(call) {
    const { uuid } = await lookupNetwork(call, 'name');
    return { data: { uuid }, print: `${uuid}\n` };
  },
};

export const netName: Verb = {
  name: 'net-name',
  summary: 'convert a network UUID to network name',
  options: [{ ...networkOption, help: 'network uuid' }],
  async run(call) {
    const { name } = await lookupNetwork(call, 'uuid');
    return { data: { name }, print: `${name}\n` };
  },
};
