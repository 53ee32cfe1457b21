import { compareCalls } from './compare-calls.ts';
import { compareHosts, compareSteps } from './compare-said.ts';
import { type Compared, check } from './compared.ts';
import { type Final, hostLetters, type Recording } from './recording.ts';
import type { Observed } from './replay.ts';
import { comparedLoosely } from './without-meaning.ts';

/** Compares a replay with its recording, field by field. `folder` holds the recordings and their stdin. */
export function compare(recording: Recording, observed: Observed, folder: string): readonly Compared[] {
  const loosely = comparedLoosely.find(({ scenario }) => scenario.test(recording.scenario));
  const without = loosely?.without ?? [];
  const finals = (of: Recording['final']) =>
    hostLetters.map((host) => (without.includes('ids') ? withoutIds(of[host]) : of[host]));
  return [
    ...compareCalls(recording, observed, { folder, byObject: loosely !== undefined, anyIds: without.includes('ids') }),
    ...compareSteps(recording, observed),
    ...compareHosts(recording, observed),
    check('final states', finals(recording.final), finals(observed.final)),
  ].filter(({ field }) => !without.includes(field));
}

const withoutIds = ({ domains = {}, ...rest }: Final) => ({
  ...rest,
  domains: Object.fromEntries(Object.entries(domains).map(([name, { id: _, ...info }]) => [name, info])),
});
