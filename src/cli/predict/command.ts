import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { compare, hangsOnPlace, predict, predictRange, type Range, type Scenario } from '../../domain/predict/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { fileError } from '../../store/file-error.ts';
import type { Invocation, OwnCommand } from '../own-command.ts';
import { readTextFile } from '../virsh/read-file.ts';
import { asCsv } from './as-csv.ts';
import { asJson } from './as-json.ts';
import { asSvg } from './as-svg.ts';
import { asText, type Told } from './as-text.ts';
import { checkCsv, checkJson } from './check-data.ts';
import { checkText } from './check-text.ts';
import { measuredRows } from './measured-rows.ts';
import { wholeOf } from './quantities.ts';
import { type ScenarioOptions, scenarioOf } from './scenario.ts';
import { readTrace } from './trace.ts';

/** `hooklab predict`: what real QEMU would do, without moving a byte. */
export const predictCommand: OwnCommand = {
  create: () => withOutput(withGuest(new Command('predict'))),
  async run(invocation) {
    const { options, globals } = invocation;
    const { check, csv = false } = options as OutputOptions;
    if (csv && globals.json) throw new LibvirtError('invalid argument', 'predict prints --json or --csv, not both');
    if (check !== undefined) await checkFile(check, invocation);
    else await predictOne(invocation);
    return 0;
  },
};

interface OutputOptions {
  readonly check?: string;
  readonly csv?: boolean;
  readonly svg?: string;
  readonly seeds?: string;
  readonly trace?: string;
}

const each = (value: string, previous: readonly string[] = []) => [...previous, value];

const withGuest = (command: Command): Command =>
  command
    .description('what QEMU would make of a migration: total time, downtime, bytes and rounds')
    .option('--memory <size>', "the guest's memory, such as 4GiB")
    .option('--non-zero <size>', 'memory that holds something; only the working set unless given')
    .option('--working-set <size>', 'memory that the guest writes')
    .option('--rate <rate>', 'how fast: pages/s, or 80MiB/s')
    .option('--pattern <pattern>', 'sequential (unless given), random, or idle')
    .option('--region <size:rate:pattern>', 'one more working set with its own rate; may be repeated', each)
    .option('--trace <file>', 'writes that were recorded, over and over: a table with the columns ms and page')
    .option('--written-at-start <pages>', 'pages written when the migration begins: where the writer is')
    .option('--seed <number>', "decides the writer's place and random writes", '0')
    .option('--max-bandwidth <MiB/s>', "limit while the guest runs, 0 is none; QEMU's 128 unless given")
    .option('--downtime-limit <ms>', "how long the guest may stand still; QEMU's 300 unless given")
    .option('--link <speed>', 'speed of the link, such as 1Gbit/s; unless given both guests are on one host')
    .option('--latency <ms>', 'from one host to the other')
    .option('--auto-converge', 'throttle a guest that writes too fast')
    .option('--xbzrle', 'send only the changed bytes of pages sent before')
    .option('--xbzrle-cache <size>', "for these in a cache of that size; QEMU's 64MiB unless given")
    .option('--multifd', 'send over several connections')
    .option('--parallel', "the same, in virsh's word")
    .option('--return-path', 'the source waits until the destination has everything')
    .option('--postcopy-after-precopy', 'run on at the destination after the first round')
    .option('--within <seconds>', 'give up after that; 20 times sending all memory unless given')
    .option('--constant <name=number>', 'another value for a constant of the model; may be repeated', each);

const withOutput = (command: Command): Command =>
  command
    .option('--seeds <number>', 'predict with so many seeds; 16 where the outcome hangs on the place, else none')
    .option('--csv', 'print a row for each round')
    .option('--svg <file>', 'plot bytes left against time into this file')
    .option('--check <file.csv>', 'compare with measured migrations and print the errors');

async function predictOne({ options, globals, world }: Invocation): Promise<void> {
  const { csv, svg, seeds } = options as OutputOptions;
  const { trace } = options as OutputOptions;
  const scenario = scenarioOf(options as ScenarioOptions, trace === undefined ? undefined : await readTrace(trace));
  const prediction = predict(scenario);
  const told: Told = { scenario, prediction, range: rangeOf(scenario, seeds) };
  if (svg !== undefined) await write(svg, asSvg(prediction));
  if (csv) world.out(asCsv(prediction.rounds));
  else world.out((globals.json ? asJson : asText)(told));
}

/** Guests with more pages than this take longer to predict. */
const manyPages = 2 ** 20;
const seedsUnlessGiven = { few: 4, many: 16 } as const;
const mostSeeds = 1000;

function rangeOf(scenario: Scenario, seeds: string | undefined): Range | undefined {
  const usual = scenario.pages > manyPages ? seedsUnlessGiven.few : seedsUnlessGiven.many;
  const given = seeds === undefined ? undefined : wholeOf('--seeds', seeds, mostSeeds);
  const count = given ?? (hangsOnPlace(scenario) ? usual : 0);
  return count > 0 ? predictRange(scenario, count) : undefined;
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error) => {
    throw fileError('Failed to create file', file, error);
  });
}

async function checkFile(file: string, { options, globals, world }: Invocation): Promise<void> {
  const { csv = false, svg } = options as OutputOptions;
  if (svg !== undefined) throw new LibvirtError('invalid argument', '--svg plots one prediction, not a table of them');
  const comparisons = measuredRows(await readTextFile(file)).map(compare);
  if (csv) world.out(checkCsv(comparisons));
  else world.out((globals.json ? checkJson : checkText)(comparisons));
}
