import type { PageKind } from '../transfer/precopy.ts';
import { wireBytes } from '../transfer/precopy.ts';
import type { Scenario } from './scenario.ts';

/** The sending thread and the link behind it, in virtual time. */
export interface Sender {
  /** Milliseconds since the migration began. */
  readonly now: number;
  /** Bytes on the link that a page of this kind takes. */
  bytesOf(kind: PageKind): number;
  /** The smallest number of such pages, sent now, that takes until `ms` or longer; at least one. */
  pagesUntil(kind: PageKind, ms: number): number;
  send(kind: PageKind, pages: number): void;
  /** Does nothing for a while; the link goes on. */
  wait(ms: number): void;
  /** Milliseconds until everything has left. */
  readonly backlogMs: number;
}

/** The sender waits when the kernel's buffer is full; until then a page costs it only its own work. */
export function createSender(scenario: Scenario): Sender {
  const speed = linkSpeed(scenario);
  const { bufferBytes } = scenario.constants;
  const costOf = costs(scenario);
  let now = 0;
  let backlog = 0;
  const pass = (until: number, added = 0) => {
    if (speed < Infinity) backlog = Math.max(0, backlog + added - (until - now) * speed);
    now = until;
  };
  return {
    get now() {
      return now;
    },
    bytesOf: (kind) => costOf[kind].bytes,
    pagesUntil(kind, until) {
      const { ms, bytes } = costOf[kind];
      const byWork = (until - now) / ms;
      const byLink = ((until - now) * speed + bufferBytes - backlog) / bytes;
      return Math.max(1, Math.ceil(Math.min(byWork, byLink)));
    },
    send(kind, pages) {
      const { ms, bytes } = costOf[kind];
      const added = pages * bytes;
      pass(now + Math.max(pages * ms, (backlog + added - bufferBytes) / speed), added);
    },
    wait: (ms) => pass(now + ms),
    get backlogMs() {
      return backlog / speed;
    },
  };
}

function linkSpeed({ linkBytesPerMs, latencyMs, constants }: Scenario): number {
  return Math.min(linkBytesPerMs * constants.linkShare, constants.flightBytes / (2 * latencyMs));
}

function costs({ constants, capabilities }: Scenario): Record<PageKind, { ms: number; bytes: number }> {
  const multifd = capabilities.has('multifd');
  return {
    normal: {
      ms: multifd ? constants.multifdPageMs : constants.pageMs,
      bytes: wireBytes.normal + (multifd ? constants.multifdPageBytes : 0),
    },
    zero: { ms: constants.zeroPageMs, bytes: wireBytes.zero },
    delta: { ms: constants.deltaPageMs, bytes: wireBytes.delta },
  };
}
