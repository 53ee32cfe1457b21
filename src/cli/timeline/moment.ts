import type { Entry, EntryOf } from '../../journal/index.ts';
import { exitWords, phaseWords, stateWords } from '../../journal/index.ts';
import type { StateReason } from '../../protocol/vocabulary.ts';
import { cut, type Line, plain, type Style, wrap } from './line.ts';

/** One thing that happened, as lines of its host's lane. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly host: string;
  readonly lines: readonly Line[];
  /** The guest's memory crosses to the other lane. */
  readonly crosses?: boolean;
}

/** What a reader of entries has to remember from one to the next. */
export interface Seen {
  /** State last shown, by host and domain. */
  readonly states: Map<string, string>;
  /** More than one guest: each is named. */
  readonly several: boolean;
  /** Columns of a lane. */
  readonly width: number;
}

/** The lines that an entry is worth; none for what a reader of the slide does not need. */
export function linesOf(entry: Entry, seen: Seen): readonly Line[] {
  switch (entry.kind) {
    case 'phase':
      return phaseLines(entry);
    case 'hook':
      return entry.moment === 'ended' ? hookLines(entry, seen.width) : [];
    case 'state':
      return [...guestLines(entry, seen), ...eventLines(entry, seen)];
    case 'daemon':
      return daemonLines(entry, seen.width);
    case 'fault':
      return labelled('fault', entry.text, seen.width, 'red');
    default:
      return [];
  }
}

function phaseLines(entry: EntryOf<'phase'>): readonly Line[] {
  if (entry.moment === 'left') return [];
  const failed = entry.moment === 'failed';
  return [{ pieces: [{ text: `${phaseWords(entry)}${failed ? ' failed' : ''}`, style: failed ? 'red' : 'bold' }] }];
}

const effects = { continue: '', abort: 'refused: aborts', ignored: 'failed: ignored' } as const;
const effectStyles = { continue: 'green', abort: 'red', ignored: 'yellow' } as const;

/** The call's arguments and its exit, and when it failed what that did and what the script said. */
function hookLines(entry: EntryOf<'hook'>, width: number): readonly Line[] {
  const { argv, driver, effect = 'continue', stderr = '' } = entry;
  const call = `${scriptName(argv[0] ?? '', driver)}${plain(argv.slice(1).join(' '))}`;
  const exit = { text: exitWords(entry), style: effectStyles[effect] };
  const lines = labelled('hook', call, width - exit.text.length - 1, 'cyan');
  const consequence = effects[effect]
    ? [...wrap(effects[effect], width - indent), ...quote(stderr, width - indent)]
    : [];
  return [
    ...lines.map((line, i) => (i === 0 ? { ...line, end: exit } : line)),
    ...consequence.map((text) => below(text, effectStyles[effect])),
  ];
}

/** Which script of a `.d` directory it was; the guest's driver's own script needs no name, the network's does. */
function scriptName(path: string, driver: string): string {
  const name = path.split('/').at(-1) ?? '';
  return name === driver && driver !== 'network' ? '' : `${plain(name)}: `;
}

/** What a script wrote on stderr, in three lines at most. */
function quote(stderr: string, width: number): readonly string[] {
  const text = plain(stderr);
  if (!text) return [];
  const lines = wrap(`\u201c${text}\u201d`, width);
  if (lines.length <= 3) return lines;
  return [...lines.slice(0, 2), `${cut(lines[2] ?? '', width - 2).replace(/\u2026?$/, '')}\u2026\u201d`];
}

/** What changed, when a reader can see it: another state, a definition kept or dropped. */
function guestLines(entry: EntryOf<'state'>, { states, several, width }: Seen): readonly Line[] {
  const { host, domain, change, undo, state, reason, event } = entry;
  const words = state ? stateWords({ state, reason } as StateReason) : undefined;
  const known = states.get(`${host} ${domain}`);
  if (words) states.set(`${host} ${domain}`, words);
  const also = event ? undefined : otherNews[change ?? ''];
  const news = words && words !== known ? words : also;
  return news ? labelled(undo ? 'undo' : 'guest', `${several ? `${domain}: ` : ''}${news}`, width) : [];
}

/** Changes that no state shows; the ones with an event are told by that. */
const otherNews: Readonly<Record<string, string>> = {
  persist: 'definition kept here',
  undefine: 'definition removed here',
  forget: 'gone: it was transient',
};

function eventLines({ event, domain }: EntryOf<'state'>, { several, width }: Seen): readonly Line[] {
  return event
    ? labelled('event', `${several ? `${domain}: ` : ''}${event.type} ${event.detail}`, width, 'magenta')
    : [];
}

function daemonLines({ what, text }: EntryOf<'daemon'>, width: number): readonly Line[] {
  if (what === 'ready') return [];
  return labelled(
    'daemon',
    what === 'client gone' ? `client gone${text ? `: ${plain(text)}` : ''}` : what,
    width,
    'yellow',
  );
}

const label = 7;
const indent = 2 + label;

/** A label and what it is about, going on below itself when it is long. */
export function labelled(name: string, text: string, width: number, style?: Style): readonly Line[] {
  return wrap(plain(text), Math.max(12, width - indent)).map((part, i) =>
    i > 0
      ? below(part, style)
      : {
          pieces: [
            { text: `  ${name.padEnd(label)}`, style: 'dim' },
            { text: part, ...(style && { style }) },
          ],
        },
  );
}

const below = (text: string, style?: Style): Line => ({
  pieces: [{ text: ' '.repeat(indent) }, { text, ...(style && { style }) }],
});
