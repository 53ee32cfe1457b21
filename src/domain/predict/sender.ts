import { type PageKind, wireBytes } from '../transfer/precopy.ts';
import type { Scenario } from './scenario.ts';

/** The sending thread and the link behind it, in virtual time. */
export interface Sender {
  /** Milliseconds since the migration began. */
  readonly now: number;
  /** Milliseconds until everything handed over has left. */
  readonly backlogMs: number;
  /** Bytes on the wire that a page of this kind takes beside those of plain pre-copy. */
  besideOf(kind: PageKind): number;
  /** Milliseconds that sending so many pages takes when it begins now. */
  msFor(kind: PageKind, pages: number): number;
  /** Milliseconds until these pages would have left the link, when sent now. */
  leaveMs(kind: PageKind, pages: number): number;
  /** The smallest number of pages, sent from now on, that takes so long or longer; at least one. */
  pagesWithin(kind: PageKind, ms: number): number;
  send(kind: PageKind, pages: number): void;
  /** Does nothing until then; the link goes on. */
  waitUntil(ms: number): void;
  /** Goes on then, with nothing underway. */
  jumpTo(ms: number): void;
}

/** The sender waits when the kernel's buffer is full; until then a page costs it only its own work. */
export function createSender(scenario: Scenario): Sender {
  const speed = linkSpeed(scenario);
  const { bufferBytes } = scenario.constants;
  const costs = costsOf(scenario);
  let now = 0;
  let backlog = 0;
  const pass = (until: number, added: number) => {
    backlog = Math.max(0, backlog + added - (until - now) * speed);
    now = until;
  };
  const msFor = (kind: PageKind, pages: number) => {
    const { ms, bytes } = costs[kind];
    return Math.max(pages * ms, (backlog + pages * bytes - bufferBytes) / speed);
  };
  return {
    get now() {
      return now;
    },
    get backlogMs() {
      return backlog / speed;
    },
    besideOf: (kind) => costs[kind].bytes - wireBytes[kind],
    msFor,
    leaveMs: (kind, pages) => (backlog + pages * costs[kind].bytes) / speed,
    pagesWithin(kind, duration) {
      const { ms, bytes } = costs[kind];
      const byLink = (duration * speed + bufferBytes - backlog) / bytes;
      return Math.max(1, Math.ceil(Math.min(duration / ms, byLink)));
    },
    send: (kind, pages) => pass(now + msFor(kind, pages), pages * costs[kind].bytes),
    waitUntil: (ms) => pass(ms, 0),
    jumpTo(ms) {
      now = ms;
      backlog = 0;
    },
  };
}

/** Two guests on one host have a link so fast that only the sender's own work counts. */
const fastest = 1e15;

function linkSpeed({ linkBytesPerMs, latencyMs, constants }: Scenario): number {
  const bound = latencyMs > 0 ? constants.flightBytes / (2 * latencyMs) : fastest;
  return Math.min(linkBytesPerMs * constants.linkShare, bound, fastest);
}

function costsOf({ constants, capabilities }: Scenario): Record<PageKind, { ms: number; bytes: number }> {
  const { pageMs, zeroPageMs, deltaPageMs, multifdPageMs, multifdPageBytes } = constants;
  const plain = { ms: pageMs, bytes: wireBytes.normal };
  const threaded = { ms: multifdPageMs, bytes: wireBytes.normal + multifdPageBytes };
  return {
    normal: capabilities.has('multifd') ? threaded : plain,
    zero: { ms: zeroPageMs, bytes: wireBytes.zero },
    delta: { ms: deltaPageMs, bytes: wireBytes.delta },
  };
}
