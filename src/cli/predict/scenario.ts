import {
  type Capability,
  type Constants,
  capabilityNames,
  giveUpMs,
  measured,
  refuseNonsense,
  type Scenario,
  writtenPages,
} from '../../domain/predict/index.ts';
import { defaultDowntimeMs } from '../../domain/transfer/limits.ts';
import type { Trace } from '../../domain/workload/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { bandwidthOf, durationOf, linkSpeedOf, refuse, wholeOf } from './quantities.ts';
import { pagesOf, type RegionOptions, regionsOf } from './regions.ts';

/** Options of `hooklab predict` by commander's names. */
export interface ScenarioOptions extends RegionOptions {
  readonly memory?: string;
  readonly nonZero?: string;
  readonly writtenAtStart?: string;
  readonly maxBandwidth?: string;
  readonly downtimeLimit?: string;
  readonly link?: string;
  readonly latency?: string;
  readonly within?: string;
  readonly seed?: string;
  readonly parallel?: boolean;
  readonly xbzrleCache?: string;
  readonly constant?: readonly string[];
}

/** QEMU's default since 5.2. */
const defaultBandwidth = 128 * 2 ** 20;

/** The scenario that the options describe. @throws LibvirtError (invalid argument) in one sentence. */
export function scenarioOf(options: ScenarioOptions, trace?: Trace): Scenario {
  if (options.memory === undefined)
    throw new LibvirtError('invalid argument', 'predict needs --memory SIZE, or --check FILE.csv');
  const regions = regionsOf(options);
  const nonZeroPages = options.nonZero === undefined ? 0 : pagesOf('--non-zero', options.nonZero);
  const scenario = {
    pages: pagesOf('--memory', options.memory),
    nonZeroPages: Math.max(nonZeroPages, writtenPages(regions, trace)),
    regions,
    ...(trace && { trace }),
    ranUs: ranUs(options, regions),
    seed: wholeOf('--seed', options.seed ?? '0', 2 ** 32 - 1),
    limits: limitsOf(options),
    linkBytesPerMs: options.link === undefined ? Infinity : linkSpeedOf('--link', options.link),
    latencyMs: durationOf('--latency', options.latency ?? '0', 'ms'),
    capabilities: capabilitiesOf(options),
    ...cacheOf(options),
    constants: constantsOf(options.constant ?? []),
  };
  const withinMs = options.within === undefined ? undefined : durationOf('--within', options.within, 's');
  const whole = { ...scenario, withinMs: withinMs ?? 1 };
  refuseNonsense(whole);
  return { ...whole, withinMs: withinMs ?? giveUpMs(scenario) };
}

function ranUs({ writtenAtStart }: ScenarioOptions, regions: Scenario['regions']): number {
  const [first] = regions;
  if (writtenAtStart === undefined) return 0;
  if (first === undefined || regions.length > 1)
    throw new LibvirtError('invalid argument', '--written-at-start wants a guest with one working set');
  return Math.ceil((wholeOf('--written-at-start', writtenAtStart, 2 ** 40) * 1_000_000) / first.pagesPerSecond);
}

function limitsOf({ maxBandwidth, downtimeLimit }: ScenarioOptions): Scenario['limits'] {
  const asked = maxBandwidth === undefined ? defaultBandwidth : bandwidthOf('--max-bandwidth', maxBandwidth);
  const downtimeMs =
    downtimeLimit === undefined ? defaultDowntimeMs : durationOf('--downtime-limit', downtimeLimit, 'ms');
  return { bytesPerSecond: asked || Infinity, downtimeMs };
}

function capabilitiesOf(options: ScenarioOptions): Scenario['capabilities'] {
  const given = options as Readonly<Record<string, unknown>>;
  const named = capabilityNames.filter((name) => given[camelCase(name)] === true);
  const all = new Set<Capability>(options.parallel ? [...named, 'multifd'] : named);
  if (all.has('multifd') && all.has('xbzrle')) throw incompatible('Multifd is not compatible with xbzrle');
  if (all.has('multifd') && all.has('postcopy-after-precopy'))
    throw incompatible('Postcopy is not yet compatible with multifd');
  return all;
}

/** QEMU's own words (migrate_caps_check). */
const incompatible = (why: string) => new LibvirtError('invalid argument', why);

/** QEMU takes a power of two. */
function cacheOf({
  xbzrleCache,
  xbzrle,
}: ScenarioOptions & { readonly xbzrle?: boolean }): Pick<Scenario, 'cachePages'> {
  if (xbzrleCache === undefined) return {};
  if (!xbzrle) throw new LibvirtError('invalid argument', '--xbzrle-cache goes with --xbzrle');
  const pages = pagesOf('--xbzrle-cache', xbzrleCache);
  if (pages < 1 || pages > maxCachePages)
    throw new LibvirtError('invalid argument', `--xbzrle-cache wants from 4KiB to 16GiB, not '${xbzrleCache}'`);
  return { cachePages: 2 ** Math.floor(Math.log2(pages)) };
}
const maxCachePages = 2 ** 22;

const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

function constantsOf(given: readonly string[]): Constants {
  const overrides = given.map((text) => {
    const [, name = '', value = ''] = /^(\w+)=(\d{1,15}(?:\.\d{1,15})?)$/.exec(text) ?? [];
    if (!Object.hasOwn(measured, name)) return refuse('--constant', `NAME=NUMBER, NAME one of ${names}`, text);
    return [name, Number(value)] as const;
  });
  return { ...measured, ...Object.fromEntries(overrides) };
}

const names = Object.keys(measured).join(', ');
