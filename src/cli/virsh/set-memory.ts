import { impactOf, impactOptions, impactOrLive } from './impact.ts';
import { lookup, who } from './lookup.ts';
import { scaled } from './scaled.ts';
import { domainOption, type Verb } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

const kibibyte = 1024;

function wanted(kib: number | undefined): number {
  if (!kib) throw new VirshError(['memory in virDomainSetMemoryFlags must not be zero']);
  return kib;
}

/** How much of its memory a guest uses. */
export const setmem: Verb = {
  name: 'setmem',
  summary: 'change memory allocation',
  description: 'Change the current memory allocation in the guest domain.',
  options: [
    domainOption,
    { name: 'size', kind: 'number', required: true, help: 'new memory size, as scaled integer (default KiB)' },
    ...impactOptions,
  ],
  async run({ given, ...call }) {
    const impact = impactOrLive(given);
    const domain = await lookup({ given, ...call });
    const kib = wanted(scaled(given, 'size', kibibyte));
    await call.session.call('DomainSetMemoryFlags', { ...who(domain), kib, ...impact });
    return { data: { memoryKib: kib } };
  },
};

/** How much memory it has. */
export const setmaxmem: Verb = {
  name: 'setmaxmem',
  summary: 'change maximum memory limit',
  description: 'Change the maximum memory allocation limit in the guest domain.',
  options: [
    domainOption,
    { name: 'size', kind: 'number', required: true, help: 'new maximum memory size, as scaled integer (default KiB)' },
    ...impactOptions,
  ],
  async run({ given, ...call }) {
    const impact = impactOf(given);
    const domain = await lookup({ given, ...call });
    const size = scaled(given, 'size', kibibyte);
    const work = async () =>
      call.session.call('DomainSetMemoryFlags', { ...who(domain), kib: wanted(size), maximum: true, ...impact });
    await failingWith('Unable to change MaxMemorySize', work());
    return { data: { maxMemoryKib: size } };
  },
};
