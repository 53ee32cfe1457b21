import { stepsOf } from '../../protocol/arrange.ts';
import type { Score } from '../../protocol/score.ts';
import type { Entry } from '../entry.ts';
import { ignoredWords } from '../words.ts';
import { explanations } from './explanations.ts';
import { lostOnTheWay } from './memory.ts';
import { misorder, stepWords } from './order.ts';
import type { Audit, AuditOutcome } from './question.ts';
import type { Scope } from './scope.ts';
import { hasUndo, type MigrationSide, type SideReading } from './side.ts';
import { leftWords, placesWords, type Whereabouts, whereabouts } from './whereabouts.ts';

/** Both sides of a migration as they were read. */
export interface Evidence {
  readonly score: Score;
  readonly scope: Scope;
  readonly sides: Readonly<Record<MigrationSide, SideReading>>;
  /** Everything there is, from before the migration too. */
  readonly entries: readonly Entry[];
  /** Hosts known to have been killed. */
  readonly killed: readonly string[];
}

/** Puts both sides together: what is wrong, how it ended, what to remark. */
export function verdict(evidence: Evidence): Audit {
  const { source, destination } = evidence.sides;
  const places = placesOf(evidence);
  const where = whereabouts(evidence.entries, places);
  const outcome = outcomeOf(evidence, where);
  const explained = explanations(evidence, isComplete(evidence));
  const findings = findingsOf(evidence, where, explained);
  const ignored = [...source.tape.ignored, ...destination.tape.ignored];
  const refused = [...source.tape.refused, ...destination.tape.refused];
  const remarks = [...ignored.map(ignoredWords), ...explained, ...whereRemark(outcome, where, places)];
  return { ok: findings.length === 0, outcome, findings, ignored, refused, remarks };
}

const placesOf = ({ scope: { places } }: Evidence) =>
  [places.source, places.destination].filter((place) => place !== undefined);

const both = ({ sides }: Evidence) => [sides.source, sides.destination];
const playedSteps = (evidence: Evidence) => both(evidence).reduce((sum, { done }) => sum + done.length, 0);
const isComplete = (evidence: Evidence) => playedSteps(evidence) === stepsOf(evidence.score).length;

function outcomeOf(evidence: Evidence, { twice }: Whereabouts): AuditOutcome {
  if (twice) return 'left as libvirt leaves it';
  if (isComplete(evidence)) return 'migrated';
  const stuck = both(evidence).some((side) => side.passed || hasUndo(side) || isInParts(side));
  return stuck ? 'left as libvirt leaves it' : 'aborted';
}

/** After a failure in post-copy each host has a part of the guest's last state. */
const isInParts = ({ tape }: SideReading) =>
  tape.signs.some((sign) => sign.kind === 'guest' && sign.entry.change === 'degrade');

/** First what the score does not hold at all; only where there is none of that, what it leaves open. */
function findingsOf(evidence: Evidence, where: Whereabouts, explained: readonly string[]): readonly string[] {
  const own = both(evidence).flatMap(({ finding }) => finding ?? []);
  if (explained.length > 0) return own;
  const order = misorder(evidence.score, evidence.scope.phases) ?? [];
  const cut = both(evidence).flatMap((side) => side.cut ?? []);
  const wrong = [...own, ...cut, ...[order].flat()];
  return wrong.length > 0 ? wrong : openEnds(evidence, where);
}

function openEnds(evidence: Evidence, { twice }: Whereabouts): readonly string[] {
  if (twice) return ['the guest runs on both hosts, and nothing in the journals explains it'];
  if (isComplete(evidence)) return lostOnTheWay(evidence.scope);
  if (!both(evidence).some(({ failed }) => failed)) return [`nothing failed, but ${goesOn(evidence)} is missing`];
  const left = both(evidence).filter((side) => !side.passed && hasUndo(side));
  return passed(evidence)
    ? []
    : left.map(({ side }) => `${side}: the migration failed, but what had been done here was not undone`);
}

const passed = (evidence: Evidence) => both(evidence).some((side) => side.passed);

function goesOn(evidence: Evidence): string {
  const done = both(evidence).flatMap((side) => side.done);
  const next = stepsOf(evidence.score).find(
    ({ side, phase }) => !done.some((step) => step.side === side && step.phase === phase),
  );
  return next ? stepWords(next) : 'nothing';
}

function whereRemark(outcome: AuditOutcome, { last, twice }: Whereabouts, places: ReturnType<typeof placesOf>) {
  if (twice) return [`the guest runs on both hosts: ${placesWords(places, twice)}`];
  return outcome === 'left as libvirt leaves it' ? [`the guest is ${leftWords(places, last)}`] : [];
}
