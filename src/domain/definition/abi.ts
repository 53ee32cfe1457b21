import { LibvirtError } from '../../protocol/errors.ts';
import { withDefaults } from './defaults.ts';
import type { Definition } from './definition.ts';
import { devicesOf } from './devices.ts';

/** One thing that must not change under a running guest: what it is in a definition, and libvirt's words for a change. */
interface Stable {
  readonly of: (definition: Definition) => string;
  readonly told: (target: string, source: string) => string;
}

const same = (what: string, of: Stable['of']): Stable => ({
  of,
  told: (target, source) => `Target domain ${what} ${target} does not match source ${source}`,
});
const sameCount = (what: string, kind: string): Stable =>
  same(`${what} count`, (definition) => countOf(definition, kind));
const countOf = ({ tree }: Definition, kind: string) => String(devicesOf(tree, kind).length);

/** What the guest itself would notice, in libvirt's order (virDomainDefCheckABIStabilityFlags). */
const stable: readonly Stable[] = [
  same('virt type', ({ type }) => type),
  same('uuid', ({ uuid }) => uuid),
  {
    of: ({ name }) => name,
    told: (target, source) => `Target domain name '${target}' does not match source '${source}'`,
  },
  same('max memory', ({ memoryKib }) => String(memoryKib)),
  same('current memory', ({ currentMemoryKib }) => String(currentMemoryKib)),
  same('vCPU max', ({ vcpus }) => String(vcpus)),
  same('OS type', ({ osType }) => osType),
  same('architecture', ({ arch }) => arch ?? ''),
  same('machine type', ({ machine }) => machine ?? ''),
  sameCount('disk', 'disk'),
  sameCount('controller', 'controller'),
  sameCount('filesystem', 'filesystem'),
  sameCount('net card', 'interface'),
  sameCount('input device', 'input'),
  sameCount('sound card', 'sound'),
  sameCount('video card', 'video'),
  sameCount('host device', 'hostdev'),
];

/**
 * Checks that a guest defined by `source` can go on running as `target`.
 * @throws LibvirtError (config unsupported) naming the first difference that the guest would notice.
 */
export function checkAbiStable(source: Definition, target: Definition): void {
  const [before, after] = [withDefaults(source), withDefaults(target)];
  for (const { of, told } of stable)
    if (of(before) !== of(after)) throw new LibvirtError('config unsupported', told(of(after), of(before)), 'domain');
}
