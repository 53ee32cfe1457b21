import type { Definition } from '../definition.ts';

/** Values of a guest's parameters by libvirt's names for them. */
export type Parameters = Readonly<Record<string, number | string | boolean>>;

/** Parameters that are asked and set together: what a definition says of them. */
export interface Family {
  /** All of them, also those that nobody has set. */
  read(definition: Definition): Parameters;
  /** The definition with some of them changed. @throws LibvirtError (invalid argument) for values that cannot be. */
  write(definition: Definition, values: Parameters): Definition;
}
