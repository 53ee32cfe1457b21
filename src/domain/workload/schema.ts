import { z } from 'zod';
import type { Workload } from './workload.ts';

/** Writing more than 40 GB of pages a second is no guest. */
const maxRate = 10_000_000;
/** 16 TiB, the largest guest. */
const maxMiB = 16_777_216;

/** Attributes are text: a whole number in plain digits, from `least` to `most`. */
const whole = (name: string, least: number, most: number) => {
  const error = ({ input }: { input?: unknown }) =>
    `${name} must be a whole number from ${least} to ${most}, not '${input}'`;
  const inRange = (text: string) => Number(text) >= least && Number(text) <= most;
  return z
    .string()
    .regex(/^\d{1,15}$/, { error })
    .refine(inRange, { error })
    .transform(Number)
    .optional();
};

const patterns = ['idle', 'sequential', 'random'] as const;
const pattern = z.enum(patterns, {
  error: ({ input }) => `pattern must be one of ${patterns.join(', ')}, not '${input}'`,
});

/** The attributes of `<hooklab:workload/>` as they stand in the XML. */
const attributes = z.strictObject(
  {
    pattern: pattern.default('idle'),
    rate: whole('rate', 1, maxRate),
    workingSet: whole('workingSet', 1, maxMiB),
    fill: whole('fill', 0, maxMiB),
    seed: whole('seed', 0, 2 ** 32 - 1),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? `unknown attribute ${issue.keys.join(', ')}` : undefined) },
);
type Attributes = z.infer<typeof attributes>;

const isComplete = ({ pattern, rate, workingSet }: Attributes) =>
  pattern === 'idle' || (rate !== undefined && workingSet !== undefined);
const isIdleAlone = ({ pattern, rate, workingSet }: Attributes) =>
  pattern !== 'idle' || (rate === undefined && workingSet === undefined);

/** Attributes in, workload out; every refusal is one sentence. */
export const workloadSchema = attributes
  .refine(isComplete, { error: 'a workload that writes needs rate and workingSet' })
  .refine(isIdleAlone, { error: "pattern 'idle' writes nothing, so it takes neither rate nor workingSet" })
  .transform(
    ({ pattern, rate = 0, workingSet = 0, fill = 0, seed = 0 }): Workload => ({
      pattern,
      pagesPerSecond: rate,
      workingSetMiB: workingSet,
      fillMiB: fill,
      seed,
    }),
  );
