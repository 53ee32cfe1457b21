import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { XmlElement } from '../../xml/node.ts';

/** A network card of a guest. */
export interface Interface {
  /** Lower case, with colons. */
  readonly mac: string;
  /** libvirt's interface type: network, bridge, user, ethernet and others. */
  readonly type: string;
  /** Name of the network it plugs into, for type network. */
  readonly network?: string;
}

/** What a domain is: the user's XML and what hooklab needs of it. A value; every change makes a new one. */
export interface Definition {
  readonly driver: DomainDriver;
  readonly name: string;
  /** Lower case, with hyphens. */
  readonly uuid: string;
  /** The domain's own type attribute: qemu, kvm or lxc. */
  readonly type: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** Kibibytes. */
  readonly memoryKib: number;
  /** Kibibytes; all of the memory where the XML does not say. */
  readonly currentMemoryKib: number;
  /** The most virtual CPUs the guest can have. */
  readonly vcpus: number;
  /** Those it has. */
  readonly currentVcpus: number;
  /** hvm for a whole machine, exe for a container. */
  readonly osType: string;
  readonly arch: string | undefined;
  readonly machine: string | undefined;
  /** Whether there is anything to boot: a disk with a source, a kernel, a network card to boot from, or a container's init. */
  readonly hasBootSource: boolean;
  readonly interfaces: readonly Interface[];
  /** The metadata element as written, with the namespaces it uses declared on it. */
  readonly metadata: XmlElement | undefined;
  /** All of the XML. Elements stand as written; formatting puts them into libvirt's order. */
  readonly tree: XmlElement;
  /** Whether what libvirt adds by itself has been added (`withDefaults`). */
  readonly complete: boolean;
}
