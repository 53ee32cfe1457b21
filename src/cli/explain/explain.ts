import type { Profile } from '../../protocol/profiles/index.ts';
import type { ScoreFlag } from '../../protocol/score.ts';
import type { GuestDriver } from '../../protocol/vocabulary.ts';
import { asMermaid } from './as-mermaid.ts';
import { asText } from './as-text.ts';
import { type Piece, piecesOf } from './topics.ts';

export interface ExplainOptions {
  readonly profile: Profile;
  /** One of `explainTopics`. */
  readonly what: string;
  /** Mermaid text instead of sentences; off by default. */
  readonly mermaid?: boolean;
  /** The default is qemu. */
  readonly driver?: GuestDriver;
  /** What was asked for; the default is `live`, which only a migration looks at. */
  readonly flags?: readonly ScoreFlag[];
  /** Name the hooks are called with; the default is `NAME`. */
  readonly name?: string;
}

/**
 * The order of an operation, generated from its score: what happens where, which hooks run and what a failure of each
 * leads to. Ends with a newline.
 * @throws LibvirtError (invalid argument) for something that cannot be explained.
 */
export function explain(options: ExplainOptions): string {
  return `${piecesFor(options)
    .map((piece) => (options.mermaid ? asMermaid(piece) : titled(piece)))
    .join('\n\n')}\n`;
}

/** The same as one JSON document: each score's rows with their moves and undo, as this release plays them. */
export function explainAsData(options: ExplainOptions): string {
  const scores = piecesFor(options).map(({ title, score, driver, rows }) => ({ title, score, driver, rows }));
  return `${JSON.stringify({ libvirt: options.profile.release, scores })}\n`;
}

const piecesFor = ({ profile, what, driver = 'qemu', flags = ['live'], name = 'NAME' }: ExplainOptions) =>
  piecesOf({ profile, what, driver, flags, name });

function titled(piece: Piece): string {
  const text = piece.rows.length > 0 ? asText(piece) : `      ${nothingToTell(piece)}`;
  return `${titleOf(piece)}\n\n${text}`;
}

function nothingToTell({ driver, profile, known }: Piece): string {
  if (known) return `libvirt's ${driver} driver has no such operation.`;
  if (profile.operations[driver].length === 0) return `libvirt ${profile.release} has no ${driver} hook.`;
  return `The order in which libvirt's ${driver} driver does this is not written down.`;
}

function titleOf({ title, score, driver, profile }: Piece): string {
  const { release, asOf, migrationProtocol } = profile;
  const version = `libvirt ${release}${release === asOf ? '' : ` (as ${asOf})`}`;
  if (driver === 'daemon' || driver === 'network') return `${title}, ${version}`;
  const conductor = score === 'migrate p2p' ? 'the source host' : 'the client';
  const migrates = score.startsWith('migrate')
    ? `, migration protocol ${migrationProtocol}, conducted by ${conductor}`
    : '';
  return `${title}, ${driver} guest, ${version}${migrates}`;
}
