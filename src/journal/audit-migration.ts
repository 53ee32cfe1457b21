import { arrange, stepsOf } from '../protocol/arrange.ts';
import type { ScoreName } from '../protocol/profiles/index.ts';
import type { Score, ScoreFlag } from '../protocol/score.ts';
import type { Entry } from './entry.ts';
import { explanations } from './explanations.ts';
import { misorder, stepWords } from './order.ts';
import type { Audit, MigrationQuestion } from './question.ts';
import { type Scope, scopeOf } from './scope.ts';
import { hasUndo, type MigrationSide, readSide, type SideReading } from './side.ts';
import { signsOf } from './signs.ts';
import { newStanding } from './tape.ts';
import { type Verdict, verdict } from './verdict.ts';

/**
 * Whether the recording of the guest's last migration is allowed by its score, and how it ended. The entries are those
 * of both hosts, merged; what they hold from before that migration's Begin does not matter.
 */
export function auditMigration(entries: readonly Entry[], question: MigrationQuestion): Audit {
  const scope = scopeOf(entries, question);
  if (!scope) return nothing(question.domain);
  const score = scoreFor(scope, question);
  const source = sideOf('source', score, scope, question);
  const destination = sideOf('destination', score, scope, question);
  const sides = [source, destination];
  const seen: Verdict = {
    score,
    scope,
    sides: { source, destination },
    entries,
    explained: explanations(scope, question, sides),
    wrongOrder: misorder(score, scope.phases),
  };
  return verdict(seen);
}

const nothing = (domain: string): Audit => ({
  ok: false,
  outcome: 'aborted',
  findings: [`no migration of ${domain} is in these journals`],
  ignored: [],
  refused: [],
  remarks: [],
});

function scoreFor({ phases, of }: Scope, { profile, driver, score, flags }: MigrationQuestion) {
  const name = score ?? (phases.find((phase) => phase.score !== undefined)?.score as ScoreName | undefined) ?? 'migrate';
  const whole: Score = profile.scores[driver][name] ?? [];
  const flagsFor = (side: MigrationSide) => flags ?? recorded(of[side]);
  return (side: MigrationSide) => arrange(whole, { profile, driver, flags: flagsFor(side) });
}

/** The flags that a side's first entry with any says it was arranged by. */
function recorded(entries: readonly Entry[]): readonly ScoreFlag[] {
  const told = entries.find((entry) => entry.kind === 'phase' && entry.flags !== undefined);
  return ((told?.kind === 'phase' && told.flags) || []) as readonly ScoreFlag[];
}
