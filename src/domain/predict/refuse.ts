import { LibvirtError } from '../../protocol/errors.ts';
import { maxPages, pageBytes } from '../memory/index.ts';
import { bandwidth, downtime } from '../transfer/limits.ts';
import type { Constants } from './constants.ts';
import { type Region, type Scenario, writtenPages } from './scenario.ts';

/** Writing more than 40 GB of pages a second is no guest. */
const maxRate = 10_000_000;
/** A minute from one host to the other is no link. */
const maxLatencyMs = 60_000;
/** A month of windows takes some seconds to predict. */
const maxWithinMs = 31 * 86_400_000;
/** A hundred years of a guest's life. */
const maxRanUs = 100 * 366 * 86_400_000_000;

/** @throws LibvirtError (invalid argument), in one sentence, for a scenario that cannot be. */
export function refuseNonsense(scenario: Scenario): void {
  const { pages, regions, trace, limits, constants } = scenario;
  refuseUnless(isWhole(pages, 1, maxPages), `a guest has from 1 page to 16 TiB of memory, not ${mib(pages)}`);
  for (const region of regions) refuseRegion(region);
  refuseMore(writtenPages(regions, trace), pages, (much) => `a working set of ${much} is`);
  refuseMore(scenario.nonZeroPages, pages, (much) => `${much} that hold something are`);
  bandwidth(limits.bytesPerSecond);
  downtime(limits.downtimeMs);
  refuseCircumstances(scenario);
  refuseConstants(constants, pages);
}

function refuseMore(some: number, pages: number, subject: (much: string) => string): void {
  refuseUnless(isWhole(some, 0, pages), `${subject(mib(some))} more than the guest's ${mib(pages)} of memory`);
}

function refuseRegion({ pages, pagesPerSecond }: Region): void {
  refuseUnless(isWhole(pages, 1, maxPages), `a working set has from 1 page to 16 TiB, not ${mib(pages)}`);
  refuseUnless(
    pagesPerSecond > 0 && pagesPerSecond <= maxRate,
    `a rate must be more than 0 and at most ${maxRate} pages/s, not ${pagesPerSecond}`,
  );
}

function refuseCircumstances({ linkBytesPerMs, latencyMs, ranUs, seed, withinMs }: Scenario): void {
  refuseUnless(linkBytesPerMs > 0, 'a link must carry something');
  refuseUnless(
    latencyMs >= 0 && latencyMs <= maxLatencyMs,
    `latency must be from 0 to ${maxLatencyMs} milliseconds, not ${latencyMs}`,
  );
  refuseUnless(isWhole(ranUs, 0, maxRanUs), `a guest cannot have run for ${ranUs} microseconds`);
  refuseUnless(isWhole(seed, 0, 2 ** 32 - 1), `a seed is a whole number from 0 to ${2 ** 32 - 1}, not ${seed}`);
  refuseUnless(
    withinMs > 0 && withinMs <= maxWithinMs,
    `a migration is given up after more than 0 and at most ${maxWithinMs} milliseconds, not ${withinMs}`,
  );
}

const counted = ['firmwarePages', 'firmwareNonZero', 'lowNonZero', 'housekeepingPages', 'dataStart'] as const;

function refuseConstants(constants: Constants, pages: number): void {
  for (const [name, value] of Object.entries(constants))
    refuseUnless(value >= 0 && value < Infinity, `${name} must be a number of at least 0, not ${value}`);
  for (const name of counted)
    refuseUnless(isWhole(constants[name], 0, maxPages), `${name} must be a whole number of pages`);
  refuseUnless(constants.linkShare > 0, 'linkShare must be more than 0');
  refuseUnless(constants.flightBytes > 0, 'flightBytes must be more than 0');
  refuseUnless(constants.housekeepingRate <= maxRate, `housekeepingRate must be at most ${maxRate} pages/s`);
  refuseUnless(constants.firmwareNonZero <= constants.firmwarePages, 'firmwareNonZero is more than firmwarePages');
  refuseUnless(constants.housekeepingPages <= pages, "housekeepingPages is more than the guest's memory");
}

const isWhole = (value: number, least: number, most: number) =>
  Number.isSafeInteger(value) && value >= least && value <= most;
const mib = (pages: number) => `${(pages * pageBytes) / 2 ** 20} MiB`;

function refuseUnless(holds: boolean, otherwise: string): void {
  if (!holds) throw new LibvirtError('invalid argument', otherwise);
}
