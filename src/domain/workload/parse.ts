import { LibvirtError } from '../../protocol/errors.ts';
import { workloadSchema } from './schema.ts';
import { idle, type Workload } from './workload.ts';

/** Namespace of hooklab's element in a domain's `<metadata>`: `<hooklab:guest xmlns:hooklab='…'>`. */
export const guestNamespace = 'https://hooklab.dev/guest/1';

/** As much of an XML element as is needed here. `name` may have a prefix. */
export interface MetadataNode {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly (MetadataNode | { readonly kind: 'text' | 'comment' })[];
}

/**
 * The workload named in a guest's metadata element; a guest without one is idle.
 * @throws LibvirtError (XML error) with one sentence when it is malformed, absurd, or bigger than the guest.
 */
export function parseWorkload(guest: MetadataNode | undefined, memoryBytes: number): Workload {
  const named = (guest?.children ?? []).filter((child) => child.kind === 'element').filter(isWorkload);
  if (named.length > 1) throw refusal('a guest has one workload');
  const workload = named[0] ? read(named[0]) : idle;
  refuseLarger(workload, memoryBytes);
  return workload;
}

function read({ attributes }: MetadataNode): Workload {
  const own = attributes.filter(([name]) => !name.startsWith('xmlns'));
  const parsed = workloadSchema.safeParse(Object.fromEntries(own));
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues[0]?.message ?? 'unreadable');
}

function refuseLarger(workload: Workload, memoryBytes: number): void {
  const guestMiB = memoryBytes / 2 ** 20;
  for (const [name, size] of [['workingSet', workload.workingSetMiB] as const, ['fill', workload.fillMiB] as const])
    if (size > guestMiB) throw refusal(`${name} of ${size} MiB is more than the guest's ${guestMiB} MiB of memory`);
}

const isWorkload = ({ name }: MetadataNode) => name.slice(name.indexOf(':') + 1) === 'workload';
const refusal = (why: string) => new LibvirtError('XML error', `hooklab:workload: ${why}`, 'domain config');
