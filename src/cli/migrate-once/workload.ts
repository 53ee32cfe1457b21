import { systemRandom } from '../../clock/index.ts';
import { formatDomainXml, parseDomainXml, withMetadataElement } from '../../domain/definition/index.ts';
import { guestNamespace, type Trace } from '../../domain/workload/index.ts';
import { workloadOf } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import { wholeOf } from '../predict/quantities.ts';
import { pagesOf, type RegionOptions, regionsOf } from '../predict/regions.ts';
import { readTrace } from '../predict/trace.ts';

/** What the command line says of a guest's workload, in place of what its XML says. */
export interface WorkloadOptions extends RegionOptions {
  readonly fill?: string;
  readonly seed?: string;
  readonly trace?: string;
}

/**
 * The guest's XML with that workload, if there is any.
 * @throws LibvirtError (invalid argument) in one sentence for a workload that cannot be, or does not fit into the guest.
 */
export async function withWorkload(xml: string, driver: DomainDriver, options: WorkloadOptions): Promise<string> {
  const element = await elementOf(options);
  const definition = definitionOf(xml, driver);
  if (!definition) return xml;
  if (!element) {
    refuseMisfit(definition);
    return xml;
  }
  const changed = withMetadataElement(definition, { uri: guestNamespace, key: 'hooklab', xml: element });
  refuseMisfit(changed);
  return formatDomainXml(changed, { kind: 'inactive', secure: true });
}

/** What is no domain is the host's to refuse, in libvirt's words. */
function definitionOf(xml: string, driver: DomainDriver) {
  try {
    return parseDomainXml(xml, { driver, random: systemRandom });
  } catch {
    return undefined;
  }
}

function refuseMisfit(definition: Parameters<typeof workloadOf>[0]): void {
  try {
    workloadOf(definition);
  } catch (error) {
    throw error instanceof LibvirtError ? new LibvirtError('invalid argument', error.message) : error;
  }
}

async function elementOf(options: WorkloadOptions): Promise<string | undefined> {
  const { fill, seed, trace: file, ...writers } = options;
  const given = [fill, seed, file, writers.pattern, writers.rate, writers.workingSet, writers.region];
  if (given.every((option) => option === undefined)) return undefined;
  const regions = regionsOf(writers).map(
    ({ pattern, pages, pagesPerSecond }) =>
      `<region pattern='${pattern}' size='${mib(pages)}' rate='${Math.max(1, Math.round(pagesPerSecond))}'/>`,
  );
  const trace = file === undefined ? '' : traceElement(await readTrace(file));
  const filled = fill === undefined ? '' : ` fill='${mib(pagesOf('--fill', fill))}'`;
  const seeded = seed === undefined ? '' : ` seed='${wholeOf('--seed', seed, 2 ** 32 - 1)}'`;
  return `<guest><workload${filled}${seeded}>${regions.join('')}${trace}</workload></guest>`;
}

const traceElement = ({ periodMs, writes }: Trace) =>
  `<trace period='${Math.ceil(periodMs)}'>${writes.map(([ms, page]) => `${ms}:${page}`).join(' ')}</trace>`;

/** The metadata has whole MiB. */
const mib = (pages: number) => Math.ceil(pages / 256);
