import type { Verb } from './verb.ts';

/** The machine that the host runs on (cmdNodeinfo). */
export const nodeinfo: Verb = {
  name: 'nodeinfo',
  summary: 'node information',
  description: 'Returns basic information about the node.',
  options: [],
  async run({ session }) {
    const info = await session.call('NodeGetInfo', {});
    const rows: readonly (readonly [label: string, value: string | number])[] = [
      ['CPU model:', info.model],
      ['CPU(s):', info.cpus],
      ['CPU frequency:', `${info.mhz} MHz`],
      ['CPU socket(s):', info.sockets],
      ['Core(s) per socket:', info.cores],
      ['Thread(s) per core:', info.threads],
      ['NUMA cell(s):', info.nodes],
      ['Memory size:', `${info.memoryKib} KiB`],
    ];
    return { data: info, print: rows.map(([label, value]) => `${label.padEnd(20)} ${value}\n`).join('') };
  },
};
