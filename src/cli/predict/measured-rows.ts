import {
  type Capability,
  capabilityNames,
  type MeasuredRow,
  measured,
  refuseNonsense,
  type Scenario,
} from '../../domain/predict/index.ts';
import { defaultDowntimeMs } from '../../domain/transfer/limits.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { type CsvRow, parseCsv } from './parse-csv.ts';

const columns = [
  ...['id', 'group', 'ram_mib', 'fill_mib', 'ws_mib', 'rate_pps', 'pattern', 'bw_mib', 'downtime_ms', 'caps'],
  ...['auto_converge', 'channel', 'limit_s', 'written_at_start'],
  ...['status', 'total_ms', 'downtime_ms_real', 'transferred', 'syncs'],
] as const;
type Cells = Readonly<Record<(typeof columns)[number], string>>;

/**
 * Measured migrations from a table with these columns; others are not looked at.
 * @throws LibvirtError (invalid argument) with one sentence that names the line or the missing columns.
 */
export function measuredRows(text: string): readonly MeasuredRow[] {
  const rows = parseCsv(text, columns);
  if (rows.length === 0) throw new LibvirtError('invalid argument', 'the table has no rows');
  return rows.map(atLine);
}

function atLine({ line, cells }: CsvRow): MeasuredRow {
  try {
    return rowOf(cells as Cells);
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
    throw new LibvirtError('invalid argument', `line ${line}: ${error.message}`);
  }
}

function rowOf(cells: Cells): MeasuredRow {
  const scenario = scenarioOf(cells);
  refuseNonsense(scenario);
  const converged = cells.status === 'completed';
  return {
    id: cells.id,
    group: cells.group,
    rated: isRated(cells),
    scenario,
    converged,
    totalMs: number(cells, 'total_ms'),
    downtimeMs: converged ? number(cells, 'downtime_ms_real') : undefined,
    transferred: number(cells, 'transferred'),
    syncs: number(cells, 'syncs'),
  };
}

/** These are ruled by the machine they were measured on, or by how much of a processor their guest got. */
const unratedGroups = ['fast', 'unlimited', 'autoconv', 'zero', 'cpubound'];
const unratedDowntimeMs = 2000;
const leastFillMib = 30;

const isRated = (cells: Cells): boolean =>
  !unratedGroups.includes(cells.group) &&
  Number(cells.downtime_ms) !== unratedDowntimeMs &&
  number(cells, 'fill_mib') >= leastFillMib;

const pagesPerMib = 256;

/** Nominal inputs and the writer's place. The measured guest's writer began at the first page of its working set. */
function scenarioOf(cells: Cells): Scenario {
  const rate = number(cells, 'rate_pps');
  const region = { pattern: patternOf(cells), pages: mib(cells, 'ws_mib'), pagesPerSecond: rate } as const;
  return {
    pages: mib(cells, 'ram_mib'),
    nonZeroPages: mib(cells, 'fill_mib'),
    regions: rate === 0 ? [] : [region],
    ranUs: rate === 0 ? 0 : Math.ceil((number(cells, 'written_at_start') * 1_000_000) / rate),
    seed: 0,
    limits: { bytesPerSecond: bandwidthOf(cells), downtimeMs: orDefault(cells, 'downtime_ms', defaultDowntimeMs) },
    linkBytesPerMs: linkOf(cells),
    latencyMs: 0,
    capabilities: capabilitiesOf(cells),
    withinMs: number(cells, 'limit_s') * 1000,
    constants: measured,
  };
}

/** QEMU's default max-bandwidth since 5.2, in MiB/s. */
const defaultMib = 128;

/** 0 or nothing is no limit; -1 is none given, so QEMU's own. */
const bandwidthOf = (cells: Cells): number =>
  cells.bw_mib === '' ? Infinity : orDefault(cells, 'bw_mib', defaultMib) * 2 ** 20 || Infinity;

const orDefault = (cells: Cells, name: keyof Cells, otherwise: number): number =>
  cells[name] === '-1' ? otherwise : number(cells, name);

function patternOf({ pattern }: Cells): 'sequential' | 'random' {
  if (pattern === '0' || pattern === '1') return pattern === '0' ? 'sequential' : 'random';
  throw new LibvirtError('invalid argument', `pattern must be 0 (sequential) or 1 (random), not '${pattern}'`);
}

/** A link shaped to the number of Mbit/s in its name, or two guests on one host. */
function linkOf({ channel }: Cells): number {
  const [, mbit] = /^veth(\d{1,7})$/.exec(channel) ?? [];
  if (mbit !== undefined) return Number(mbit) * 125;
  if (channel === 'tcp' || channel === 'unix') return Infinity;
  throw new LibvirtError('invalid argument', `channel must be tcp, unix or veth and Mbit/s, not '${channel}'`);
}

function capabilitiesOf(cells: Cells): Scenario['capabilities'] {
  const named = cells.caps.split(/[\s,;+]+/).filter((name) => name !== '');
  const unknown = named.find((name) => !(capabilityNames as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new LibvirtError('invalid argument', `no prediction knows the capability '${unknown}'`);
  return new Set([...(named as Capability[]), ...(cells.auto_converge === '1' ? (['auto-converge'] as const) : [])]);
}

const mib = (cells: Cells, name: keyof Cells): number => number(cells, name) * pagesPerMib;

function number(cells: Cells, name: keyof Cells): number {
  const text = cells[name];
  if (/^\d{1,15}(\.\d{1,30})?$/.test(text)) return Number(text);
  throw new LibvirtError('invalid argument', `${name} must be a number of at least 0, not '${text}'`);
}
