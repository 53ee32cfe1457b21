import { LibvirtError } from '../../protocol/errors.ts';
import { pageBytes } from '../memory/index.ts';
import { type AskedRegion, regionSchema, traceSchema, workloadSchema } from './schema.ts';
import { parseTrace } from './trace.ts';
import { idle, type Trace, type Workload, type WorkloadRegion } from './workload.ts';

/** Namespace of hooklab's element in a domain's `<metadata>`: `<hooklab:guest xmlns:hooklab='…'>`. */
export const guestNamespace = 'https://hooklab.dev/guest/1';

/** As much of an XML element as is needed here. `name` may have a prefix. */
export interface MetadataNode {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly (MetadataNode | { readonly kind: 'text' | 'comment'; readonly text?: string })[];
}

/**
 * The workload named in a guest's metadata element; a guest without one is idle.
 * @throws LibvirtError (XML error) with one sentence when it is malformed, absurd, or bigger than the guest.
 */
export function parseWorkload(guest: MetadataNode | undefined, memoryBytes: number): Workload {
  const named = elements(guest).filter((node) => localName(node) === 'workload');
  if (named.length > 1) throw refusal('a guest has one workload');
  const workload = named[0] ? read(named[0]) : idle;
  const why = tooLarge(workload, memoryBytes);
  if (why !== undefined) throw refusal(why);
  return workload;
}

function read(node: MetadataNode): Workload {
  const children = elements(node);
  const stranger = children.find((child) => !['region', 'trace'].includes(localName(child)));
  if (stranger) throw refusal(`unknown element ${stranger.name}`);
  const own = checked(workloadSchema, node);
  const regions = placed(
    own,
    children.filter((child) => localName(child) === 'region').map((child) => checked(regionSchema, child)),
  );
  const traces = children.filter((child) => localName(child) === 'trace').map(readTrace);
  if (regions.length > mostRegions) throw refusal(`a workload has at most ${mostRegions} regions`);
  if (traces.length > 1) throw refusal('a workload has one trace');
  return { ...own, ...(regions.length > 0 && { regions }), ...(traces[0] && { trace: traces[0] }) };
}

/** More regions than this are no workload that one describes in XML. */
const mostRegions = 32;

/** A region that does not say where it begins stands behind the one before it. */
function placed({ workingSetMiB }: Workload, regions: readonly AskedRegion[]): readonly WorkloadRegion[] {
  let next = workingSetMiB;
  return regions.map(({ startMiB = next, ...region }) => {
    next = startMiB + region.sizeMiB;
    return { ...region, startMiB };
  });
}

function readTrace(node: MetadataNode): Trace {
  const { period } = checked(traceSchema, node);
  const trace = parseTrace(node.children.map((child) => ('text' in child ? child.text : '')).join(' '), period);
  if (typeof trace === 'string') throw refusal(trace);
  return trace;
}

function checked<T>(schema: { safeParse(value: unknown): Parsed<T> }, { attributes }: MetadataNode): T {
  const own = attributes.filter(([name]) => !name.startsWith('xmlns'));
  const parsed = schema.safeParse(Object.fromEntries(own));
  if (parsed.success) return parsed.data as T;
  throw refusal(parsed.error?.issues[0]?.message ?? 'unreadable');
}
interface Parsed<T> {
  readonly success: boolean;
  readonly data?: T;
  readonly error?: { readonly issues: readonly { readonly message: string }[] };
}

/** Why a workload does not fit into a guest; undefined where it does. */
export function tooLarge({ workingSetMiB, fillMiB, regions = [], trace }: Workload, memoryBytes: number) {
  const guestMiB = memoryBytes / 2 ** 20;
  const sizes = [
    ['workingSet', workingSetMiB] as const,
    ['fill', fillMiB] as const,
    ...regions.map(({ startMiB, sizeMiB }) => ['region', startMiB + sizeMiB] as const),
  ];
  const [name, size] = sizes.find(([, mib]) => mib > guestMiB) ?? [];
  if (name === 'region') return `a region that ends at ${size} MiB is beyond the guest's ${guestMiB} MiB of memory`;
  if (name) return `${name} of ${size} MiB is more than the guest's ${guestMiB} MiB of memory`;
  const page = trace?.writes.reduce((most, [, one]) => Math.max(most, one), 0) ?? 0;
  return page * pageBytes < memoryBytes ? undefined : `a trace writes page ${page} of a guest that has ${guestMiB} MiB`;
}

const elements = (node: MetadataNode | undefined): readonly MetadataNode[] =>
  (node?.children ?? []).filter((child): child is MetadataNode => child.kind === 'element');
const localName = ({ name }: MetadataNode) => name.slice(name.indexOf(':') + 1);
const refusal = (why: string) => new LibvirtError('XML error', `hooklab:workload: ${why}`, 'domain config');
