import type { VerbEntry } from './verbs.ts';

/** virsh's groups of commands, in the order of its help, by the word that `help` takes; the last is hooklab's own. */
export const groups = {
  domain: 'Domain Management',
  monitor: 'Domain Monitoring',
  events: 'Domain Events',
  host: 'Host and Hypervisor',
  network: 'Networking',
  virsh: 'Virsh itself',
  hooklab: "hooklab's own",
} as const;
export type Group = keyof typeof groups;

export const isGroup = (word: string): word is Group => Object.hasOwn(groups, word);

/** One group as `help GROUP` prints it (vshCmdGrpHelp). */
export function groupText(group: Group, verbs: readonly VerbEntry[]): string {
  const rows = verbs
    .filter((verb) => verb.group === group)
    .map(({ name, summary }) => `    ${name.padEnd(30)} ${summary}\n`);
  return ` ${groups[group]} (help keyword '${group}'):\n${rows.join('')}`;
}

/** All of them, with an empty line after each. */
export const allGroupsText = (verbs: readonly VerbEntry[]): string =>
  (Object.keys(groups) as Group[]).map((group) => `${groupText(group, verbs)}\n`).join('');
