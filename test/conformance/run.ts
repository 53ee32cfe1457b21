import { dirname } from 'node:path';
import { compare } from './compare.ts';
import type { Compared } from './compared.ts';
import { findRecordings, readRecording } from './recording.ts';
import { replay } from './replay.ts';
import { recordingsWithoutMeaning } from './without-meaning.ts';

/** What came of one recording. */
export interface Verdict {
  readonly scenario: string;
  readonly compared: readonly Compared[];
  /** Set where the recording as a whole has no meaning here. */
  readonly without?: string;
  readonly notes: readonly string[];
  readonly seconds: number;
  /** Set for a recording that differed and was replayed again, by itself. */
  readonly alone?: true;
}

export interface RunOptions {
  readonly recordings: string;
  readonly pattern: string;
  readonly program: readonly string[];
  /** Commands are typed at the system's virsh. */
  readonly real?: boolean;
  /** How many are replayed at once. */
  readonly atOnce: number;
  readonly keep: boolean;
  /** Whether those that differ are replayed again, one at a time, twice at most. */
  readonly again?: boolean;
  readonly onVerdict?: (verdict: Verdict) => void;
}

/** Replays the recordings of a folder; verdicts come in the order of the recordings. */
export async function runAll(options: RunOptions): Promise<readonly Verdict[]> {
  const paths = findRecordings(options.recordings, options.pattern);
  const verdicts: Verdict[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < paths.length; at = next++) {
      const verdict = await judge(paths[at] as string, options);
      verdicts[at] = verdict;
      options.onVerdict?.(verdict);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, worker));
  if (!options.again) return verdicts;
  // Recordings with time limits in them need a machine that is not busy with others.
  for (const [at, path] of paths.entries()) if (!agrees(verdicts[at])) verdicts[at] = await again(path, options);
  return verdicts;
}

async function again(path: string, options: RunOptions, times = 2): Promise<Verdict> {
  const verdict = { ...(await judge(path, options)), alone: true as const };
  options.onVerdict?.(verdict);
  return agrees(verdict) || times === 1 ? verdict : again(path, options, times - 1);
}

/** Whether nothing differs. */
export const agrees = (verdict: Verdict | undefined): boolean =>
  verdict?.compared.every(({ difference }) => difference === undefined) ?? false;

export async function judge(
  path: string,
  { program, real = false, keep }: Pick<RunOptions, 'program' | 'real' | 'keep'>,
): Promise<Verdict> {
  const recording = readRecording(path);
  const { scenario } = recording;
  const begun = performance.now();
  const verdict = (compared: readonly Compared[], notes: readonly string[] = []): Verdict => ({
    ...{ scenario, compared, notes },
    seconds: (performance.now() - begun) / 1000,
  });
  const without = recordingsWithoutMeaning.find((each) => each.scenario.test(scenario));
  if (without) return { ...verdict([]), without: without.reason };
  try {
    const observed = await replay(recording, { program, real, keep });
    return verdict(compare(recording, observed, dirname(path)), observed.notes);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return verdict([{ field: 'replay', difference: text }]);
  }
}
