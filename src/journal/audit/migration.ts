import { arrange } from '../../protocol/arrange.ts';
import type { ScoreName } from '../../protocol/profiles/index.ts';
import type { Score, ScoreFlag } from '../../protocol/score.ts';
import type { Entry } from '../entry.ts';
import { readInterruption } from './interruptions.ts';
import type { Audit, MigrationQuestion } from './question.ts';
import { type Scope, scopeOf } from './scope.ts';
import { type MigrationSide, readSide } from './side.ts';
import { type Sign, saysPort, signsOf } from './signs.ts';
import { newStanding, type Tape } from './tape.ts';
import { verdict } from './verdict.ts';

/**
 * Whether the recording of the guest's last migration is allowed by its score, and how it ended. The entries are those
 * of both hosts, merged; what they hold from before that migration's Begin does not matter.
 */
export function auditMigration(entries: readonly Entry[], question: MigrationQuestion): Audit {
  const scope = scopeOf(entries, question);
  if (!scope) return notBegun(entries, question);
  const read = (side: MigrationSide) => {
    const score = scoreFor(side, scope, question);
    const tape = tapeOf(side, scope, entries, question);
    return readSide(side, score, tape, newStanding({ gone: side === 'destination' }));
  };
  const sides = { source: read('source'), destination: read('destination') };
  return verdict({ score: scoreFor('source', scope, question), scope, sides, entries, killed: question.killed ?? [] });
}

/** A migration that is refused before Begin leaves no sign; other phases without Begin are no migration at all. */
function notBegun(entries: readonly Entry[], { domain, destinationName = domain }: MigrationQuestion): Audit {
  const stray = entries.some((entry) => entry.kind === 'phase' && [domain, destinationName].includes(entry.domain));
  const text = `no migration of ${domain} was begun`;
  return {
    ok: !stray,
    outcome: 'aborted',
    findings: stray ? [text] : [],
    ignored: [],
    refused: [],
    remarks: stray ? [] : [text],
  };
}

/** The score as this side played it: each side is told the flags, and writes down by which it arranged its part. */
function scoreFor(side: MigrationSide, { phases, of }: Scope, question: MigrationQuestion): Score {
  const { profile, driver, score, flags } = question;
  const name =
    score ?? (phases.find((phase) => phase.score !== undefined)?.score as ScoreName | undefined) ?? 'migrate';
  return arrange(profile.scores[driver][name] ?? [], { profile, driver, flags: flags ?? flagsIn(of[side]) });
}

function flagsIn(entries: readonly Entry[]): readonly ScoreFlag[] {
  const told = entries.find((entry) => entry.kind === 'phase' && entry.flags !== undefined);
  return ((told?.kind === 'phase' && told.flags) || []) as readonly ScoreFlag[];
}

const isHandedOver = (sign: Sign) =>
  sign.kind === 'guest' &&
  (sign.entry.change === 'hand over' || sign.entry.change === 'fill' || sign.entry.reason === 'post-copy');

function tapeOf(side: MigrationSide, scope: Scope, all: readonly Entry[], question: MigrationQuestion): Tape {
  const { profile, driver, scripts = {} } = question;
  const called = all.some(
    (entry) => entry.kind === 'hook' && entry.host === scope.places[side]?.host && entry.driver === driver,
  );
  const signs = signsOf(scope.of[side], driver);
  return {
    profile,
    driver,
    signs,
    postcopy: signs.some(isHandedOver),
    scripts: scripts[side] ?? called,
    failureTold: false,
    portFailed: saysPort(
      scope.entries.filter(({ host }) => host === scope.places[side]?.host),
      scope.phases.map(({ error }) => error),
    ),
    interruption: readInterruption,
    at: 0,
    ignored: [],
    refused: [],
    interruptions: [],
  };
}
