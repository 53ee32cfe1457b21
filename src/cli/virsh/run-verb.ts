import { Interrupted } from '../interrupt.ts';
import type { Globals, World } from '../world.ts';
import { givenOptions } from './given.ts';
import { helpText } from './help.ts';
import { inSession, type ReadyVerb } from './in-session.ts';
import { parseOptions } from './parse-options.ts';
import { refuse } from './refuse.ts';
import type { Answer, Verb } from './verb.ts';

/** What a verb is run with. */
export interface RunVerb {
  readonly verb: Verb;
  readonly words: readonly string[];
  readonly globals: Globals;
  readonly world: World;
}

/** Runs one of virsh's verbs and prints what virsh prints. Resolves with virsh's exit status, 130 when it was interrupted. */
export async function runVerb({ verb, words, globals, world }: RunVerb): Promise<number> {
  let parsed: ReturnType<typeof parseOptions>;
  try {
    parsed = parseOptions(verb, words);
  } catch (error) {
    return refuse(error, { json: globals.json || words.includes('--json'), world });
  }
  if (parsed.help) {
    world.out(globals.quiet ? helpText(verb) : `${helpText(verb)}\n`);
    return 0;
  }
  const json = globals.json || parsed.values.has('json');
  return connected({ verb, given: givenOptions(parsed.values), globals: { ...globals, json }, world });
}

/** Every command that had its options right ends with an empty line on stdout, also a failed one (vshCommandRun). */
async function connected(run: ReadyVerb): Promise<number> {
  const { world, globals } = run;
  try {
    const answer = await inSession(run);
    print(answer, run);
    return answer.exit ?? 0;
  } catch (error) {
    if (error instanceof Interrupted) return 130;
    const code = refuse(error, { json: globals.json, world });
    if (!globals.json && !globals.quiet) world.out('\n');
    return code;
  }
}

function print({ print: text = '', note = '', data }: Answer, { globals, world }: ReadyVerb): void {
  if (globals.json) {
    if (data) world.out(`${JSON.stringify(data)}\n`);
  } else world.out(globals.quiet ? text : `${text}${note}\n`);
}
