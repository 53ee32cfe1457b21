import type { Call, Recording, Rule } from './recording.ts';

/**
 * The recorder sometimes changed its rules between two steps, which a recording tells only by what the calls then did:
 * such a call gets a rule of its own, with the text that libvirt's log has of it.
 */
export function derivedRules(recording: Recording): readonly Rule[] {
  const used = new Map<Rule, number>();
  const seen = new Map<string, number>();
  return recording.hooks.flatMap((call) => {
    const match = matchOf(recording, call);
    const nth = (seen.get(JSON.stringify(match)) ?? 0) + 1;
    seen.set(JSON.stringify(match), nth);
    if (call.exit === null || endOf(ruleFor(recording.rules, match, used)) === call.exit) return [];
    return [{ match, nth, ...asRule(call.exit), stderr: stderrOf(recording, call) }];
  });
}

function matchOf({ setup }: Recording, { host, argv }: Call): Record<string, string> {
  const [path = '', name = '', op = '', sub = '', extra = ''] = argv;
  return { host: setup[host].hostname, script: path.replace('/etc/libvirt/hooks/', ''), name, op, sub, extra };
}

function ruleFor(rules: readonly Rule[], call: Record<string, string>, used: Map<Rule, number>): Rule | undefined {
  const rule = rules.find(
    (each) =>
      Object.entries(each.match ?? {}).every(([key, value]) => call[key] === value) &&
      (used.get(each) ?? 0) < (each.times ?? Number.POSITIVE_INFINITY),
  );
  if (rule) used.set(rule, (used.get(rule) ?? 0) + 1);
  return rule;
}

const endOf = ({ kill, exit = 0 }: Rule = {}) => (kill ? `signal ${kill}` : exit);

const asRule = (exit: number | string): Rule =>
  typeof exit === 'number' ? { exit } : { kill: Number(exit.replace('signal ', '')) };

function stderrOf({ logs }: Recording, { host, argv, t_ms }: Call): string {
  const line = logs.find((each) => each.host === host && each.t_ms >= t_ms && each.msg.includes(`${argv.join(' ')})`));
  return /\) unexpected (?:exit status|fatal signal) \d+: ([\s\S]*)$/.exec(line?.msg ?? '')?.[1] ?? '';
}
