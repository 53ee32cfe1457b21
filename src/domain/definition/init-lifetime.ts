import { elements, find, textOf } from '../../xml/read.ts';
import type { Definition } from './definition.ts';

/**
 * How long a container's init lasts, milliseconds. No program of a guest is run here; `sleep N` is the one whose end can
 * be told from its XML (recording 7e-lxc-exits), any other init lasts until somebody ends it.
 */
export function initLifetimeMs({ driver, tree }: Pick<Definition, 'driver' | 'tree'>): number | undefined {
  if (driver !== 'lxc' || !/(^|\/)sleep$/.test(textOf(find(tree, 'os', 'init')) ?? '')) return undefined;
  const [seconds, ...more] = elements(find(tree, 'os'), 'initarg').map((argument) => textOf(argument) ?? '');
  return more.length === 0 && /^\d{1,9}$/.test(seconds ?? '') ? Number(seconds) * 1000 : undefined;
}
