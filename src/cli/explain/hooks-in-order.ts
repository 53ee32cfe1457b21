import type { Profile } from '../../protocol/profiles/index.ts';
import { isRow, type Move, type Row } from '../../protocol/score.ts';
import type { GuestDriver } from '../../protocol/vocabulary.ts';
import { type ExplainTopic, piecesOf } from './topics.ts';

/** One operation as a release plays it. */
export interface HooksOf {
  readonly profile: Profile;
  readonly driver: GuestDriver;
  readonly what: ExplainTopic;
}

/**
 * The hooks of an operation, or of its undo, in a line: `destination: start; source: (guest stops), stopped`. What the
 * guest does is told where it stands between hooks. Empty where no hook is called.
 */
export function hooksInOrder(of: HooksOf, part: 'moves' | 'undo'): string {
  const pieces = piecesOf({ ...of, flags: ['live'], name: 'NAME' });
  const rows = pieces.flatMap(({ rows }) => rows.filter(isRow));
  const runs = byHost(part === 'undo' ? rows.toReversed() : rows, part).map(
    ({ side, words }) => `${side === 'host' ? '' : `${side}: `}${words.join(', ')}`,
  );
  return rows.some((row) => row[part].some(({ kind }) => kind === 'hook')) ? runs.join('; ') : '';
}

interface Run {
  readonly side: Row['side'];
  readonly words: string[];
}

function byHost(rows: readonly Row[], part: 'moves' | 'undo'): readonly Run[] {
  const runs: Run[] = [];
  for (const { side, ...row } of rows)
    for (const word of row[part].flatMap(wordOf)) {
      const last = runs.at(-1);
      if (last?.side !== side) runs.push({ side, words: [word] });
      // A guest that is gone is not stopped again by the undo of an earlier row.
      else if (!last.words.includes(word)) last.words.push(word);
    }
  return runs;
}

function wordOf(move: Move): readonly string[] {
  if (move.kind === 'hook') return [move.operation];
  if (move.kind !== 'guest') return [];
  if (move.change === 'resume') return ['(guest runs)'];
  return move.change === 'stop' ? ['(guest stops)'] : [];
}
