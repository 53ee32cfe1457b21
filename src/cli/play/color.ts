/** Colour is for a terminal that was not told otherwise (no-color.org). */
export const colorOf = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  process.stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
