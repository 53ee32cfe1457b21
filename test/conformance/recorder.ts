import { createHash } from 'node:crypto';
import type { Rule } from './recording.ts';
import { scaledSleep } from './scale.ts';

/** What the text of a recording hook depends on. */
export interface RecorderPlace {
  readonly hostname: string;
  readonly hooks: string;
  readonly calls: string;
  readonly rules: string;
}

/**
 * The recording hook: writes down each call, then behaves as the rules say. Only builtins and `cat`, so that a call costs
 * little. A call's files are named by host and process; `log` tells the order in which calls began and ended.
 */
export const recorderText = ({ hostname, hooks, calls, rules }: RecorderPlace): string => `#!/bin/sh
calls=${quoted(calls)}
id=${hostname}.$$
echo "start $id" >>"$calls/log"
me=${hostname} script=\${0#${quoted(`${hooks}/`)}} name=$1 op=$2 sub=$3 extra=$4
printf '%s\\0' "$0" "$@" >"$calls/$id.argv"
cat /proc/$$/environ >"$calls/$id.env"
{ umask; pwd; } >"$calls/$id.place"
end() { echo "end $id $1" >>"$calls/log"; }
unused() {
  used=
  [ -f "$calls/rule-$1" ] && read -r used <"$calls/rule-$1"
  [ \${#used} -lt "$2" ] && printf '%s' "\${used}x" >"$calls/rule-$1"
}
count() {
  counted=
  [ -f "$calls/count-$1" ] && read -r counted <"$calls/count-$1"
  counted="\${counted}x"
  printf '%s' "$counted" >"$calls/count-$1"
}
no_stdin=
act() { end 0; exit 0; }
. ${quoted(rules)}
[ "$no_stdin" ] || cat >"$calls/$id.stdin"
act
`;

/** The rules as a piece of shell that chooses \`act\`. */
export const rulesText = (rules: readonly Rule[]): string =>
  counters(rules) +
  rules.map((rule, index) => `${index === 0 ? 'if' : 'elif'} ${condition(rule, index)}; then\n${body(rule)}`).join('') +
  (rules.length > 0 ? 'fi\n' : '');

/** Calls that a rule with \`nth\` is about are counted once, however many such rules there are. */
function counters(rules: readonly Rule[]): string {
  const counted = new Map(rules.filter(({ nth }) => nth).map(({ match = {} }) => [counterOf(match), match]));
  return [...counted]
    .map(
      ([key, match]) => `count_${key}=\nif ${condition({ match }, 0)}; then count ${key}; count_${key}=$counted; fi\n`,
    )
    .join('');
}

const counterOf = (match: NonNullable<Rule['match']>) =>
  createHash('sha256').update(JSON.stringify(match)).digest('hex').slice(0, 8);

const names: Readonly<Record<string, string>> = { host: 'me' };

function condition({ match = {}, times, nth }: Rule, index: number): string {
  const tests = Object.entries(match).map(([key, value]) => `[ "$${names[key] ?? key}" = ${quoted(value)} ]`);
  if (times !== undefined) tests.push(`unused ${index} ${times}`);
  if (nth !== undefined) tests.push(`[ "\${#count_${counterOf(match)}}" -eq ${nth} ]`);
  return tests.length > 0 ? tests.join(' && ') : 'true';
}

function body(rule: Rule): string {
  const flag = rule.no_stdin ? '  no_stdin=yes\n' : '';
  return `${flag}  act() {\n${actions(rule)
    .map((line) => `    ${line}\n`)
    .join('')}  }\n`;
}

function actions(rule: Rule): readonly string[] {
  const { sleep, exec, stdout, stdout_replace: replace, stderr, stderr_fill: fill, background_sleep: behind } = rule;
  return [
    ...(sleep ? [`sleep ${scaledSleep(sleep)}`] : []),
    ...(exec ? [told(exec, rule.exec_timeout)] : []),
    ...(stdout ? [`printf %s ${quoted(stdout)}`] : []),
    ...(replace ? [`sed -z ${quoted(substitution(replace))} "$calls/$id.stdin"`] : []),
    ...(stderr ? [`printf %s ${quoted(stderr)} >&2`] : []),
    ...(fill
      ? [`i=${Math.floor(fill / 80)}; while [ $i -gt 0 ]; do echo ${'x'.repeat(79)}; i=$((i-1)); done >&2`]
      : []),
    ...(behind ? [`sleep ${behind} &`] : []),
    ...ending(rule),
  ];
}

/** Runs a command and keeps what it said. */
const told = (command: string, seconds = 20) =>
  `timeout -s KILL ${seconds} sh -c ${quoted(command)} >"$calls/$id.out" 2>"$calls/$id.err"; echo $? >"$calls/$id.rc"`;

const ending = ({ kill, exit = 0 }: Rule): readonly string[] =>
  kill ? [`end "signal ${kill}"; kill -${kill} $$; sleep 1`] : [`end ${exit}; exit ${exit}`];

/** All of the input is one record, so that a replacement may hold line breaks. */
const substitution = ([from, to]: readonly [string, string]): string =>
  `s/${from.replace(/[\\/.*[\]^$]/g, '\\$&').replaceAll('\n', '\\n')}/${to.replace(/[\\/&]/g, '\\$&').replaceAll('\n', '\\n')}/g`;

export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
