import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { realVirshIsInstalled } from './real-virsh.ts';
import { agrees, runAll, type Verdict } from './run.ts';

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
      /** Does not replay what differed once more, alone. */
      once: { type: 'boolean', default: false },
      /** `real` types the commands at the system's virsh, over libvirt's own protocol. */
      virsh: { type: 'string', default: 'own' },
      'at-once': { type: 'string', default: '3' },
    },
  });
  const real = values.virsh === 'real';
  if (real && !realVirshIsInstalled()) {
    process.stdout.write('virsh is not installed: its replay is left out\n');
    return 0;
  }
  const begun = performance.now();
  const verdicts = await runAll({
    recordings: values.recordings,
    pattern: positionals[0] ?? '',
    program,
    real,
    atOnce: Number(values['at-once']),
    keep: values.keep,
    again: !values.once,
    onVerdict: (verdict) => void (values.json || process.stdout.write(row(verdict))),
  });
  if (values.json) process.stdout.write(`${JSON.stringify(verdicts, null, 1)}\n`);
  else process.stdout.write(totals(verdicts, (performance.now() - begun) / 1000));
  return verdicts.every(agrees) && verdicts.length > 0 ? 0 : 1;
}

function row(verdict: Verdict): string {
  const { scenario, compared, without, notes, seconds, alone } = verdict;
  const head = `${scenario.padEnd(52)}${seconds.toFixed(1).padStart(5)} s  ${alone ? 'alone: ' : ''}`;
  if (without) return `${head}without meaning: ${without}\n`;
  const wrong = compared.filter(({ difference }) => difference !== undefined);
  if (wrong.length === 0) return `${head}same in ${compared.length} fields\n`;
  const [first] = wrong;
  const others = wrong.slice(1).map(({ field }) => field);
  const more = others.length > 0 ? `; also ${others.join(', ')}` : '';
  const said = notes.map((note) => `      ${note}\n`).join('');
  return `${head}DIFFERS in ${first?.field}${more}\n      ${first?.difference}\n${said}`;
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
