import { VirshError } from './virsh-error.ts';

/** What the parser keeps of an option: its text, its words, or that it was there. */
export type OptionValue = string | true | readonly string[];

/** What the user gave a verb: the texts of its options, `true` for flags. */
export interface Given {
  has(name: string): boolean;
  /** @throws VirshError for an empty text (vshCommandOptStringReq). */
  text(name: string): string | undefined;
  /** The text of an option that the parser insists on. */
  required(name: string): string;
  /** Every word that an option of kind `words` took. */
  list(name: string): readonly string[];
  /** A whole number. @throws VirshError for anything else, or one out of range (vshCommandOptUInt). */
  number(name: string, range?: Range): number | undefined;
}

interface Range {
  readonly least?: number;
  readonly most?: number;
}

/** INT_MAX / 1000: virsh keeps seconds as milliseconds in an int. */
export const timeoutRange = { least: 1, most: 2_147_483 } as const;

/** Reads what the parser collected. */
export function givenOptions(values: ReadonlyMap<string, OptionValue>): Given {
  const text = (name: string) => {
    const value = values.get(name);
    if (value === '') throw new VirshError([`Failed to get option '${name}': Option argument is empty`]);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    has: (name) => values.has(name),
    text,
    required: (name) => text(name) ?? '',
    list(name) {
      const value = values.get(name);
      return typeof value === 'object' ? value : [];
    },
    number(name, range) {
      const value = values.get(name);
      return typeof value === 'string' ? parseNumber(name, value, range) : undefined;
    },
  };
}

function parseNumber(name: string, text: string, { least = 0, most = 4_294_967_295 }: Range = {}): number {
  const value = /^\s*[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new VirshError([`Numeric value '${text}' for <${name}> option is malformed or out of range`]);
}
