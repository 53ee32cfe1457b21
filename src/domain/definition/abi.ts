import { LibvirtError } from '../../protocol/errors.ts';
import { devicePairs, deviceRules } from './abi-devices.ts';
import { checkCpu, checkFeatures } from './abi-machine.ts';
import { withDefaults } from './defaults.ts';
import type { Definition } from './definition.ts';

/** What must not change under a running guest: libvirt's words for it, and what it is in a definition. */
const rules: readonly (readonly [what: string, of: (definition: Definition) => string | undefined])[] = [
  ['domain virt type', ({ type }) => type],
  ['domain uuid', ({ uuid }) => uuid],
  ['domain name', ({ name }) => `'${name}'`],
  ['domain max memory', ({ memoryKib }) => String(memoryKib)],
  ['domain current memory', ({ currentMemoryKib }) => String(currentMemoryKib)],
  ['domain vCPU max', ({ vcpus }) => String(vcpus)],
  ['domain OS type', ({ osType }) => osType],
  ['domain architecture', ({ arch }) => arch],
  ['domain machine type', ({ machine }) => machine],
];

/**
 * Checks that a guest defined by `source` can go on running as `target`, in libvirt's order
 * (virDomainDefCheckABIStabilityFlags).
 * @throws LibvirtError (config unsupported) naming the first difference that the guest would notice.
 */
export function checkAbiStable(source: Definition, target: Definition): void {
  const [before, after] = [withDefaults(source), withDefaults(target)];
  for (const [what, of] of rules) compare(what, of(before), of(after));
  for (const check of [checkFeatures, checkCpu]) check(before, after);
  for (const { kind, count, fields } of deviceRules) {
    const pairs = devicePairs(before, after, kind);
    compare(`domain ${count} count`, String(pairs.source), String(pairs.target));
    for (const [own, other] of pairs.devices) for (const [what, of] of fields) compare(what, of(own), of(other));
  }
}

function compare(what: string, source = '<null>', target = '<null>'): void {
  if (source === target) return;
  throw new LibvirtError(
    'config unsupported',
    `Target ${what} ${target} does not match source ${source}`,
    'domain config',
  );
}
