import { join } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import type { XmlElement } from '../../xml/node.ts';
import { printXml } from '../../xml/print.ts';
import { attribute, find } from '../../xml/read.ts';
import { tidied } from '../../xml/tidy.ts';
import { parseXml } from '../../xml/tree.ts';
import { createKept } from '../definitions/kept.ts';
import type { Means } from '../definitions/means.ts';

/** A filter on one port, as a client asked for it (virNWFilterBindingDef). */
export interface Binding {
  readonly portdev: string;
  readonly filtername: string;
  readonly tree: XmlElement;
}

/** The bindings of a host, which last as long as its run directory (virnwfilterbindingobjlist.c). */
export interface Bindings {
  all(): Promise<readonly Binding[]>;
  /** @throws LibvirtError (no network filter binding). */
  find(portdev: string): Promise<Binding>;
  /** @throws LibvirtError for a port that has one. */
  create(xml: string): Promise<Binding>;
  remove(binding: Binding): Promise<void>;
}

export function createBindings({ services: { paths }, store }: Means): Bindings {
  const kept = createKept<Binding>({
    ...{ store, directory: join(paths.run, 'nwfilter-binding'), format: bindingXml, parse: parseBinding },
    ...{ keyOf: ({ portdev }) => portdev, fileOf: ({ portdev }) => portdev },
  });
  const { all } = kept;
  return {
    all,
    async find(portdev) {
      const binding = (await all()).find((other) => other.portdev === portdev);
      if (binding) return binding;
      const text = `no nwfilter binding for port dev '${portdev}'`;
      throw new LibvirtError('no network filter binding', text, 'nwfilter');
    },
    async create(xml) {
      const binding = parseBinding(xml);
      if ((await all()).some(({ portdev }) => portdev === binding.portdev))
        throw new LibvirtError('operation failed', `binding '${binding.portdev}' already exists`, 'nwfilter');
      await kept.put(binding);
      return binding;
    },
    remove: (binding) => kept.remove(binding),
  };
}

export const bindingXml = ({ tree }: Binding): string => printXml(tree, {});

/** virNWFilterBindingDefParseXML. */
function parseBinding(xml: string): Binding {
  const tree = tidied(parseXml(xml, { name: '(nwfilterbinding_definition)', domain: 'nwfilter' }));
  if (tree.name !== 'filterbinding')
    throw new LibvirtError('XML error', `expecting root element of 'filterbinding', not '${tree.name}'`, 'xml');
  const portdev = attribute(find(tree, 'portdev'), 'name');
  if (!portdev) throw internal('filter binding has no port dev name');
  if (/[/\n]/.test(portdev) || /^\.{1,2}$/.test(portdev)) throw internal(`port dev name ${portdev} cannot contain '/'`);
  const filtername = attribute(find(tree, 'filterref'), 'filter');
  if (!filtername) throw internal('filter binding has no filter reference');
  return { portdev, filtername, tree };
}

const internal = (text: string) => new LibvirtError('internal error', text, 'nwfilter');
