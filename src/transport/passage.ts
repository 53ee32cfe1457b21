/** A message that will be lost on its way. */
export interface LossRule {
  /** Which of the messages that match, counted from 1; the first by default. */
  readonly nth?: number;
  /** What matches; every message by default. */
  readonly matching?: (message: string | Uint8Array) => boolean;
}

/** What the network between two hosts is like at the moment. */
export interface Passage {
  held: boolean;
  cut: boolean;
  latencyMs: number;
  bytesPerSecond: number;
  /** Losses that are still to come, by sending host. */
  losses: { readonly from: string; readonly rule: LossRule; seen: number }[];
  /** When the line is free again, by sending host: all links of one direction share its bandwidth. */
  readonly freeAt: Map<string, number>;
  /** Told of every change. */
  readonly watchers: Set<() => void>;
}

/** The network between any two hosts, fair until told otherwise. */
export function passages(): (a: string, b: string) => Passage {
  const known = new Map<string, Passage>();
  return (a, b) => {
    const key = JSON.stringify([a, b].sort());
    const passage = known.get(key) ?? fairWeather();
    known.set(key, passage);
    return passage;
  };
}

const fairWeather = (): Passage => ({
  held: false,
  cut: false,
  latencyMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  losses: [],
  freeAt: new Map(),
  watchers: new Set(),
});

/** Changes the network and tells the links. */
export function change(passage: Passage, conditions: Partial<Passage>): void {
  Object.assign(passage, conditions);
  for (const watcher of [...passage.watchers]) watcher();
}

/** When a message that `from` sends now has come over; takes its share of the bandwidth. */
export function arrival(passage: Passage, from: string, bytes: number, now: number): number {
  const start = Math.max(now, passage.freeAt.get(from) ?? 0);
  const sent = start + (bytes * 1000) / passage.bytesPerSecond;
  passage.freeAt.set(from, sent);
  return sent + passage.latencyMs;
}

/** Whether the network loses this message; uses up the rule that says so. */
export function isLost(passage: Passage, from: string, message: string | Uint8Array): boolean {
  const counting = passage.losses.filter(({ rule, from: sender }) => sender === from && matches(rule, message));
  for (const loss of counting) loss.seen += 1;
  const hit = counting.find(({ rule, seen }) => seen >= (rule.nth ?? 1));
  passage.losses = passage.losses.filter((loss) => loss !== hit);
  return hit !== undefined;
}

const matches = ({ matching }: LossRule, message: string | Uint8Array) => !matching || matching(message);
