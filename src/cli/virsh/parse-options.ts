import type { OptionValue } from './given.ts';
import type { AnyVerb, VerbOption } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** What was understood of a verb's words: its options, or that its help is wanted. */
export interface ParsedOptions {
  readonly help: boolean;
  readonly values: ReadonlyMap<string, OptionValue>;
}

/** Options of every verb: virsh's own help, and hooklab's JSON. */
const common: readonly VerbOption[] = [
  { name: 'help', kind: 'flag', help: 'print help for this function' },
  { name: 'json', kind: 'flag', help: 'print one JSON document' },
];

/**
 * Reads a verb's words as virsh does: `--name`, `--name VALUE`, `--name=VALUE`, values by position in the order of the
 * table, and `--` before words that look like options. Names are never abbreviated.
 * @throws VirshError in virsh's words (vshCommandParse).
 */
export function parseOptions(verb: Pick<AnyVerb, 'name' | 'options'>, words: readonly string[]): ParsedOptions {
  const values = new Map<string, OptionValue>();
  const rest = [...words];
  let dataOnly = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!dataOnly && word === '--') dataOnly = true;
    else if (!dataOnly && /^--[A-Za-z0-9]/.test(word)) takeOption(verb, word, rest, values);
    else takeData(verb, word, values);
  }
  const help = values.has('help');
  if (!help) checkRequired(verb, values);
  return { help, values };
}

function takeOption(
  { name: verb, options }: Pick<AnyVerb, 'name' | 'options'>,
  word: string,
  rest: string[],
  values: Map<string, OptionValue>,
) {
  const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const option = [...options, ...common].find((known) => known.name === name);
  if (!option) throw new VirshError([`command '${verb}' doesn't support option --${name}`]);
  if (values.has(name) && name !== 'help' && option.kind !== 'words')
    throw new VirshError([`option --${name} already seen`]);
  if (option.kind !== 'flag') take(option, value ?? rest.shift() ?? noValue(option), values);
  else if (value === undefined) values.set(name, true);
  else throw new VirshError([`invalid '=' after option --${name}`]);
}

function noValue({ name, kind }: VerbOption): never {
  throw new VirshError([`expected syntax: --${name} <${kind === 'number' ? 'number' : 'string'}>`]);
}

function takeData({ options }: Pick<AnyVerb, 'options'>, word: string, values: Map<string, OptionValue>) {
  const next = options.find(({ kind, name }) => kind === 'words' || (kind !== 'flag' && !values.has(name)));
  if (!next) throw new VirshError([`unexpected data '${word}'`]);
  take(next, word, values);
}

function take({ kind, name }: VerbOption, word: string, values: Map<string, OptionValue>): void {
  const before = values.get(name);
  if (kind === 'words') values.set(name, [...(typeof before === 'object' ? before : []), word]);
  else values.set(name, word);
}

function checkRequired(
  { name: verb, options }: Pick<AnyVerb, 'name' | 'options'>,
  values: ReadonlyMap<string, unknown>,
) {
  const missing = options.filter(({ kind, required, name }) => (kind === 'data' || required) && !values.has(name));
  if (missing.length === 0) return;
  throw new VirshError(
    missing.map(({ name, kind }) => `command '${verb}' requires ${kind === 'data' ? `<${name}>` : `--${name}`} option`),
  );
}
