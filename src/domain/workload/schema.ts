import { z } from 'zod';
import { mostPeriodMs } from './trace.ts';
import type { Workload, WorkloadRegion } from './workload.ts';

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

const unknownAttribute = (issue: { code?: string; keys?: readonly string[] }) =>
  issue.code === 'unrecognized_keys' ? `unknown attribute ${issue.keys?.join(', ')}` : undefined;

/** A region as it is asked for: it may leave open where it begins. */
export type AskedRegion = Omit<WorkloadRegion, 'startMiB'> & { readonly startMiB?: number | undefined };

/** The attributes of `<hooklab:region/>`: `pattern` sequential unless given, `rate`, `size` and `start` in MiB. */
export const regionSchema = z
  .strictObject(
    {
      pattern: z
        .enum(['sequential', 'random'], {
          error: ({ input }) => `a region's pattern must be one of sequential, random, not '${input}'`,
        })
        .default('sequential'),
      rate: whole('rate', 1, maxRate),
      size: whole('size', 1, maxMiB),
      start: whole('start', 0, maxMiB),
    },
    { error: unknownAttribute },
  )
  .refine(({ rate, size }) => rate !== undefined && size !== undefined, { error: 'a region needs rate and size' })
  .transform(
    ({ pattern, rate = 0, size = 0, start }): AskedRegion => ({
      pattern,
      pagesPerSecond: rate,
      sizeMiB: size,
      startMiB: start,
    }),
  );

/** The attributes of `<hooklab:trace/>`: `period` in milliseconds. */
export const traceSchema = z.strictObject({ period: whole('period', 1, mostPeriodMs) }, { error: unknownAttribute });

/** The attributes of `<hooklab:workload/>` as they stand in the XML. */
const attributes = z.strictObject(
  {
    pattern: pattern.default('idle'),
    rate: whole('rate', 1, maxRate),
    workingSet: whole('workingSet', 1, maxMiB),
    fill: whole('fill', 0, maxMiB),
    seed: whole('seed', 0, 2 ** 32 - 1),
  },
  { error: unknownAttribute },
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
