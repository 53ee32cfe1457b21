import type { Told } from './as-text.ts';

/** One document. What has no limit, or no figure, is null. */
export function asJson({ scenario, prediction, range }: Told): string {
  const { converges, switchOverMs = null, throttlePercent, stats, rounds, points } = prediction;
  const document = {
    converges,
    stats,
    switchOverMs,
    throttlePercent,
    range: range ?? null,
    rounds,
    points,
    scenario: { ...scenario, capabilities: [...scenario.capabilities] },
  };
  return `${JSON.stringify(document)}\n`;
}
