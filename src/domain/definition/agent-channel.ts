import { find, has } from '../../xml/read.ts';
import type { Definition } from './definition.ts';
import { devicesOf } from './devices.ts';

/** Whether a guest has a channel for an agent (qemuFindAgentConfig); looked for once in each definition. */
export function hasAgentChannel(definition: Definition): boolean {
  const known = found.get(definition);
  if (known !== undefined) return known;
  const isThere = devicesOf(definition.tree, 'channel').some((channel) =>
    has(find(channel, 'target'), 'name', 'org.qemu.guest_agent.0'),
  );
  found.set(definition, isThere);
  return isThere;
}
const found = new WeakMap<Definition, boolean>();
