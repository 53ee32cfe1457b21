import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { realVirshIsInstalled } from './real-virsh.ts';
import { agrees, runAll, type Verdict } from './run.ts';

/** Whose command line types the recordings' commands, and what is printed above the verdicts. */
const ways = {
  own: "The recordings' commands, typed at hooklab's own command line",
  real: "The recordings' commands, typed at the system's virsh",
} as const;
type Way = keyof typeof ways;

/** `npm run conformance [-- --recordings DIR] [PATTERN] [--json]`: exit status 1 when anything differs. */
export async function conformance(argv: readonly string[], program: readonly string[], root: URL): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      recordings: { type: 'string', default: fileURLToPath(new URL('test/recordings', root)) },
      json: { type: 'boolean', default: false },
      /** Leaves each replay's files in the temporary directory and says where. */
      keep: { type: 'boolean', default: false },
      /** Does not replay what differed again, alone. */
      once: { type: 'boolean', default: false },
      /** One of the two ways alone. */
      virsh: { type: 'string' },
      'at-once': { type: 'string', default: '3' },
    },
  });
  const { recordings, keep, once, json } = values;
  const plan = { recordings, keep, again: !once, program, pattern: positionals[0] ?? '' };
  const say = (text: string) => void (json || process.stdout.write(text));
  const verdicts: Verdict[] = [];
  for (const way of wanted(values.virsh, say))
    verdicts.push(...(await replayed(way, { ...plan, atOnce: Number(values['at-once']) }, say)));
  if (json) process.stdout.write(`${JSON.stringify(verdicts, null, 1)}\n`);
  return verdicts.every(agrees) ? 0 : 1;
}

type Say = (text: string) => void;

/** Both ways unless one is asked for; without a virsh there is one. */
function wanted(asked: string | undefined, say: Say): readonly Way[] {
  const all = (Object.keys(ways) as Way[]).filter((way) => way === (asked ?? way));
  if (all.length === 0) throw new Error(`--virsh is ${Object.keys(ways).join(' or ')}`);
  if (realVirshIsInstalled()) return all;
  if (all.includes('real')) say('virsh is not installed: its replay is left out\n');
  return all.filter((way) => way !== 'real');
}

/** @throws Error when there is nothing to replay. */
async function replayed(way: Way, plan: Omit<Parameters<typeof runAll>[0], 'real' | 'onVerdict'>, say: Say) {
  say(`\n${ways[way]}\n\n`);
  const begun = performance.now();
  const verdicts = await runAll({ ...plan, real: way === 'real', onVerdict: (verdict) => say(row(verdict)) });
  if (verdicts.length === 0) throw new Error('no recording has such a name');
  say(totals(verdicts, (performance.now() - begun) / 1000));
  return verdicts;
}

function row(verdict: Verdict): string {
  const { scenario, compared, without, notes, seconds, alone } = verdict;
  const head = `${scenario.padEnd(52)}${seconds.toFixed(1).padStart(5)} s  ${alone ? 'alone: ' : ''}`;
  if (without) return `${head}without meaning: ${without}\n`;
  const wrong = compared.filter(({ difference }) => difference !== undefined);
  if (wrong.length === 0) return `${head}same in ${compared.length} fields\n`;
  // Only the first of them, unless nothing else was going on: one thing leads to the next.
  const shown = wrong.slice(0, alone ? wrong.length : 1).map(({ field, difference }) => `${field}: ${difference}`);
  const said = [...shown, ...notes].map((text) => `      ${text}\n`).join('');
  return `${head}DIFFERS in ${wrong.map(({ field }) => field).join(', ')}\n${said}`;
}

/** Recordings by the first letters of their names: 1a, 2c, … */
function totals(verdicts: readonly Verdict[], seconds: number): string {
  const groups = [...new Set(verdicts.map(({ scenario }) => groupOf(scenario)))];
  const lines = groups.map((group) => {
    const those = verdicts.filter(({ scenario }) => groupOf(scenario) === group);
    const without = those.filter(({ without }) => without !== undefined).length;
    const same = those.filter(agrees).length - without;
    return `${group.padEnd(6)}${`${same} of ${those.length - without}`.padStart(10)}${without ? `  (${without} without meaning)` : ''}\n`;
  });
  const wholly = verdicts.filter(agrees).length;
  return `\n${lines.join('')}${wholly} of ${verdicts.length} recordings agree, in ${seconds.toFixed(0)} s\n`;
}

const groupOf = (scenario: string) => scenario.split('-', 1)[0] ?? scenario;
