import type { Profile } from '../../protocol/profiles/index.ts';
import type { ScoreFlag } from '../../protocol/score.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
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
  readonly driver?: DomainDriver;
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
export function explain({
  profile,
  what,
  mermaid,
  driver = 'qemu',
  flags = ['live'],
  name = 'NAME',
}: ExplainOptions): string {
  const pieces = piecesOf({ profile, what, driver, flags, name });
  return `${pieces.map((piece) => (mermaid ? asMermaid(piece) : titled(piece))).join('\n\n')}\n`;
}

function titled(piece: Piece): string {
  const { driver, score, rows } = piece;
  const title = `${score}, ${driver === 'daemon' ? '' : `${driver} guest, `}${releaseWords(piece)}`;
  return `${title}\n\n${rows.length === 0 ? `      libvirt's ${driver} driver has no such operation.` : asText(piece)}`;
}

function releaseWords({ profile, score }: Piece): string {
  const { release, asOf, migrationProtocol } = profile;
  const same = release === asOf ? '' : ` (as ${asOf})`;
  const protocol = score.startsWith('migrate') ? `, migration protocol ${migrationProtocol}` : '';
  return `libvirt ${release}${same}${protocol}`;
}
