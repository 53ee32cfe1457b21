import type { ResultOf } from '../../protocol/messages.ts';
import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';
import { inVirshWords } from './words.ts';

/** What there is to know about one domain. */
export const dominfo: Verb = {
  name: 'dominfo',
  summary: 'domain information',
  description: 'Returns basic information about the domain.',
  options: [domainOption],
  async run(call) {
    const info = await call.session.call('DomainGetInfo', who(await lookup(call)));
    const words = inVirshWords(info.state, info.reason);
    return { data: { ...info, ...words }, print: dominfoText({ ...info, ...words }) };
  },
};

/** virsh's table of one domain (cmdDominfo; recording 5b-same-domain-start-sleeps). */
export function dominfoText(info: ResultOf<'DomainGetInfo'>): string {
  const rows: readonly (readonly [label: string, value: string | number])[] = [
    ['Id:', info.id ?? '-'],
    ['Name:', info.name],
    ['UUID:', info.uuid],
    ['OS Type:', info.osType],
    ['State:', info.state],
    ['CPU(s):', info.cpus],
    ...(info.cpuTimeNs > 0 ? ([['CPU time:', `${(info.cpuTimeNs / 1e9).toFixed(1)}s`]] as const) : []),
    ['Max memory:', `${info.maxMemoryKib} KiB`],
    ['Used memory:', `${info.usedMemoryKib} KiB`],
    ['Persistent:', info.persistent ? 'yes' : 'no'],
    ['Autostart:', info.autostart ? 'enable' : 'disable'],
    ['Managed save:', info.managedSave ? 'yes' : 'no'],
    ['Security model:', info.securityModel],
    ['Security DOI:', 0],
    ...(info.messages ?? []).map((message, index) => [index === 0 ? 'Messages:' : '', message] as const),
  ];
  return rows.map(([label, value]) => `${label.padEnd(15)} ${value}\n`).join('');
}
