import { type Opened, openHost } from '../open-host.ts';
import { errorDocument, refusalDocument, sentence } from '../report.ts';
import { Interrupted, unlessInterrupted } from '../interrupt.ts';
import type { Session } from '../session.ts';
import type { Globals, World } from '../world.ts';
import { type Given, givenOptions } from './given.ts';
import { helpText } from './help.ts';
import { parseOptions } from './parse-options.ts';
import type { Answer, Verb } from './verb.ts';
import { VirshError } from './virsh-error.ts';

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

type Run = Omit<RunVerb, 'words'> & { readonly given: Given };

/** Every command that had its options right ends with an empty line on stdout, also a failed one (vshCommandRun). */
async function connected(run: Run): Promise<number> {
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

async function inSession({ verb, given, globals, world }: Run): Promise<Answer> {
  const { asked, insisted } = world.interruption;
  const { session, address } = await open(verb.name, globals, world);
  const wasLost = watchLoss(session);
  try {
    const work = verb.run({ session, driver: address.driver, address, given, world, globals });
    return await unlessInterrupted(work, verb.endsItself ? insisted : asked);
  } catch (error) {
    const reason = await wasLost();
    throw reason === undefined ? error : new VirshError([`Disconnected from ${address.shown} due to ${reason}`], { cause: error });
  } finally {
    await session.close();
  }
}

async function open(name: string, { connect, tokenFile }: Globals, world: World): Promise<Opened> {
  const opening = openHost(world, { connect, tokenFile, client: `virsh ${name}` });
  try {
    return await unlessInterrupted(opening, world.interruption.asked);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw new VirshError(['failed to connect to the hypervisor'], { cause: error });
    opening.then(({ session }) => session.close()).catch(() => {});
    throw error;
  }
}

/** Tells whether the connection was lost, in virsh's words (virshCatchDisconnect), once what is under way has settled. */
function watchLoss(session: Session): () => Promise<string | undefined> {
  let lost: string | undefined;
  session.closed.then((reason) => {
    lost = reason.includes('keepalive') ? 'keepalive timeout' : 'end of file';
  });
  return () => new Promise((resolve) => setImmediate(() => resolve(lost)));
}

function print({ print: text = '', note = '', data }: Answer, { globals, world }: Run): void {
  if (globals.json) {
    if (data) world.out(`${JSON.stringify(data)}\n`);
  } else world.out(globals.quiet ? text : `${text}${note}\n`);
}

function refuse(error: unknown, { json, world }: { json: boolean; world: World }): number {
  for (const line of errorLines(error)) world.err(`error: ${line}\n`);
  if (json) world.out(documentOf(error));
  return 1;
}

/** What the host said, where virsh's words stand before it. */
function documentOf(error: unknown): string {
  if (!(error instanceof VirshError)) return errorDocument(error);
  return error.cause === undefined ? refusalDocument(error.lines.join('\n')) : documentOf(error.cause);
}

function errorLines(error: unknown): readonly string[] {
  if (!(error instanceof VirshError)) return [sentence(error)];
  return error.tellsCause ? [...error.lines, ...errorLines(error.cause)] : error.lines;
}
