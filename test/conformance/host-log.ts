import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HostPlaces } from './places.ts';

/** The daemon's log lines from a position on: the level and what follows it, over several lines where it has them. */
export function logLines({ state }: HostPlaces, from = 0): readonly { readonly level: string; readonly msg: string }[] {
  const path = logPath(state);
  const text = existsSync(path) ? readFileSync(path).subarray(from).toString('utf8').replace(/\r\n?/g, '\n') : '';
  const starts = [...text.matchAll(/^\d{4}-\d\d-\d\d [\d:.]+\+0000: \d+: (\w+) : /gm)];
  return starts.map((start, index) => {
    const end = starts[index + 1]?.index ?? text.length;
    return { level: start[1] ?? '', msg: text.slice(start.index + start[0].length, end).replace(/\n$/, '') };
  });
}

export const logSize = ({ state }: HostPlaces): number =>
  existsSync(logPath(state)) ? statSync(logPath(state)).size : 0;

const logPath = (state: string) => join(state, 'log', 'libvirtd.log');

/** How often the host's journal says that a guest's pages began to go to another one. */
export function copiesBegun({ state }: HostPlaces): number {
  const path = join(state, 'log', 'journal.jsonl');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return [...text.matchAll(/"kind":"transfer".*"moment":"started"/g)].length;
}
