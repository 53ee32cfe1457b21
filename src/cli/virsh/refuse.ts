import { errorDocument, refusalDocument, sentence } from '../report.ts';
import type { World } from '../world.ts';
import { VirshError } from './virsh-error.ts';

/** Tells why a verb failed, line by line on stderr, and with `--json` as a document on stdout. virsh exits with 1 then. */
export function refuse(error: unknown, { json, world }: { json: boolean; world: World }): number {
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
