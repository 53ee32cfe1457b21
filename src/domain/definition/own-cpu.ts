import { withChild } from '../../xml/edit.ts';
import { find, has } from '../../xml/read.ts';
import { tidied } from '../../xml/tidy.ts';
import { parseXml } from '../../xml/tree.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';
import { printPart } from './print.ts';

/**
 * The custom CPU of a definition, to be kept beside the live XML, which shows what QEMU made of it: other hosts get the
 * former, also from a new daemon (qemuDomainObjPrivateXMLFormat's origCPU). Empty where live XML shows the same.
 */
export function ownCpu({ tree }: Definition): string {
  const cpu = find(tree, 'cpu');
  return cpu && has(cpu, 'mode', 'custom') ? printPart(cpu, 'domain', '  ') : '';
}

/** The definition with a CPU that `ownCpu` gave in the place of the one QEMU made of it. */
export const withOwnCpu = ({ driver, tree, complete }: Definition, cpu: string): Definition =>
  describe(
    driver,
    withChild(tree, 'cpu', () => tidied(parseXml(cpu))),
    complete,
  );
