import type { Region } from '../../domain/predict/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { bytesOf, rateOf, refuse } from './quantities.ts';

/** What the options say about who writes where. */
export interface RegionOptions {
  readonly workingSet?: string;
  readonly rate?: string;
  readonly pattern?: string;
  readonly region?: readonly string[];
}

export const patterns = ['sequential', 'random', 'idle'] as const;
/** More regions than this are no workload that one describes on a command line. */
const mostRegions = 64;

/** The regions of a workload; none when it is idle. @throws LibvirtError (invalid argument) in one sentence. */
export function regionsOf({ workingSet, rate, pattern, region = [] }: RegionOptions): readonly Region[] {
  if (pattern !== undefined && !isPattern(pattern))
    return refuse('--pattern', `one of ${patterns.join(', ')}`, pattern);
  const writes = workingSet !== undefined || rate !== undefined;
  if (pattern === 'idle' && writes)
    throw wrong("pattern 'idle' writes nothing, so it takes no --rate or --working-set");
  if (
    writes !== (workingSet !== undefined && rate !== undefined) ||
    (pattern !== undefined && pattern !== 'idle' && !writes)
  )
    throw wrong('a guest that writes needs both --working-set and --rate');
  if (region.length > mostRegions) throw wrong(`--region may be given ${mostRegions} times, not ${region.length}`);
  const single = writes ? [`${workingSet}:${rate}:${pattern ?? 'sequential'}`] : [];
  return [...single, ...region].map(regionOf);
}

/** `64MiB:19660:random`; sequential unless told. */
function regionOf(text: string): Region {
  const [size = '', rate = '', pattern = 'sequential', ...rest] = text.split(':');
  if (rate === '' || rest.length > 0 || (pattern !== 'sequential' && pattern !== 'random'))
    return refuse('--region', 'SIZE:RATE or SIZE:RATE:random', text);
  return { pattern, pages: pagesOf('a working set', size), pagesPerSecond: rateOf('a rate', rate) };
}

/** A size in whole pages. */
export const pagesOf = (option: string, text: string): number => Math.ceil(bytesOf(option, text) / 4096);

const isPattern = (text: string): text is (typeof patterns)[number] => (patterns as readonly string[]).includes(text);
const wrong = (why: string) => new LibvirtError('invalid argument', why);
