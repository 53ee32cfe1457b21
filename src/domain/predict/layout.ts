import type { DeltaCache } from '../transfer/cache-places.ts';
import { idle } from '../workload/index.ts';
import { type Writer, writersOf } from '../workload/writer.ts';
import { type Area, contentOf, createArea, type Interval, type Stretch } from './area.ts';
import type { PlacedWriter } from './guest.ts';
import { dataStart, placed, type Region, type Scenario } from './scenario.ts';
import { createStill } from './still.ts';

/** A guest's memory and firmware in order of address, and who writes where. */
export interface Layout {
  readonly stretches: readonly Stretch[];
  readonly writers: readonly PlacedWriter[];
  readonly pages: number;
}

/** A writer before memory is laid out. Pages count from the start of the guest. */
interface Settler {
  readonly first: number;
  readonly writer: Writer;
  readonly kind: 'sequential' | 'random' | 'trace';
}

export function layOut(scenario: Scenario, cache: DeltaCache | undefined): Layout {
  const pages = scenario.pages + scenario.constants.firmwarePages;
  const content = contentIntervals(scenario);
  const settlers = settle(scenario);
  const areas = unite(settlers).map(({ from, to }) =>
    createArea({ first: from, pages: to - from, content: contentOf(from, to - from, content), cache }),
  );
  return { pages, stretches: fillGaps(areas, content, pages), writers: settlers.map((one) => place(one, areas)) };
}

/** The guest's own housekeeping, its regions, then its trace. */
function settle(scenario: Scenario): readonly Settler[] {
  const { regions, trace, seed, constants } = scenario;
  const { housekeepingPages: pages, housekeepingRate: pagesPerSecond } = constants;
  const start = dataStart(scenario);
  const rings = [{ pattern: 'sequential' as const, firstPage: 0, pages, pagesPerSecond, from: 0 }];
  const own = placed(regions).map((region) => ({ ...region, from: start + region.firstPage }));
  const writer = ({ pattern, ...ring }: (typeof own)[number], ringSeed: number) =>
    writersOf({
      ...idle,
      pattern,
      workingSetMiB: ring.pages / 256,
      seed: ringSeed,
      pagesPerSecond: ring.pagesPerSecond,
    });
  return [
    ...(pages > 0 ? rings : []).flatMap((ring) => settled(ring, housekeeper(writer(ring, 0)))),
    ...own.flatMap((region, index) => settled(region, writer(region, seed + index))),
    ...(trace ? writersOf({ ...idle, trace }) : []).map((one) => ({
      first: start,
      writer: one,
      kind: 'trace' as const,
    })),
  ];
}

const settled = ({ from, pattern }: { from: number; pattern: Region['pattern'] }, writers: readonly Writer[]) =>
  writers.map((writer): Settler => ({ first: from, writer, kind: pattern }));

/** It goes through its pages from the first one on. */
const housekeeper = (writers: readonly Writer[]): readonly Writer[] =>
  writers.map((writer) => ({ ...writer, pageOf: (n: number) => n % writer.pages }));

function contentIntervals(scenario: Scenario): readonly Interval[] {
  const { pages, nonZeroPages, constants } = scenario;
  const start = dataStart(scenario);
  return [
    { from: 0, to: Math.min(constants.lowNonZero, start) },
    { from: start, to: start + nonZeroPages },
    { from: pages, to: pages + constants.firmwareNonZero },
  ].filter(({ from, to }) => to > from);
}

/** Writers whose pages touch share one area. */
function unite(settlers: readonly Settler[]): readonly Interval[] {
  const sorted = settlers.map(({ first, writer }) => ({ from: first, to: first + writer.end }));
  sorted.sort((a, b) => a.from - b.from);
  const united: Interval[] = [];
  for (const next of sorted) {
    const last = united.at(-1);
    if (last && next.from <= last.to) united[united.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    else united.push(next);
  }
  return united;
}

function fillGaps(areas: readonly Area[], content: readonly Interval[], pages: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const area of areas) {
    stretches.push(...still(at, area.first, content), area);
    at = area.first + area.pages;
  }
  return [...stretches, ...still(at, pages, content)];
}

/** Memory that nobody writes, cut where content begins or ends. */
function* still(from: number, to: number, content: readonly Interval[]): Generator<Stretch> {
  let at = from;
  for (const interval of content) {
    const [start, end] = [Math.max(interval.from, at), Math.min(interval.to, to)];
    if (end <= start) continue;
    if (start > at) yield createStill('zero', start - at);
    yield createStill('normal', end - start);
    at = end;
  }
  if (to > at) yield createStill('zero', to - at);
}

function place({ first, writer, kind }: Settler, areas: readonly Area[]): PlacedWriter {
  const area = areas.find((one) => one.first <= first && first + writer.end <= one.first + one.pages) as Area;
  return { area, writer, kind, offset: first - area.first };
}
