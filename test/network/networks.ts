import { seededRandom } from '../../src/clock/random.ts';
import { formatNetworkXml, type NetworkDefinition, parseNetworkXml } from '../../src/network/index.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';

export const random = seededRandom(11);

export const parsed = (xml: string): NetworkDefinition => parseNetworkXml(xml, { random });

/** Libvirt's own words for a network whose inside is given; its name is y. */
export function refusal(inside: string, attributes = ''): string {
  return complaint(() => parsed(`<network${attributes}><name>y</name>${inside}</network>`));
}

export function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LibvirtError) return error.message;
    throw error;
  }
  return 'accepted';
}

/** What libvirt writes of a network with that inside, without its name, uuid and own tags. */
export const written = (inside: string): string =>
  formatNetworkXml(parsed(`<network><name>y</name>${inside}</network>`))
    .split('\n')
    .filter((line) => !/<\/?network|^ {2}<(name|uuid)>/.test(line))
    .join('\n');
