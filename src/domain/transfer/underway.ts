/** What was handed over to be sent and has not left yet. Bytes leave in the order in which they were handed over. */
export interface Underway {
  /** Memory of at least so many bytes, holding whatever was there; `sent` gives it back. */
  buffer(bytes: number): Buffer;
  /** So many bytes were handed over, those of the buffer taken last among them; `left` is called when they have left. */
  sent(bytes: number, left?: () => void): void;
  /** Nothing is underway any more. */
  over(): void;
}

/** At most `inFlight` bytes are underway whenever a buffer is asked for. */
export function createUnderway(inFlight: number): Underway {
  const queue: { readonly end: number; readonly left: () => void }[] = [];
  const free: Buffer[] = [];
  let taken: Buffer | undefined;
  let total = 0;
  const letGo = (until: number) => {
    for (let first = queue[0]; first && first.end <= until; first = queue[0]) {
      queue.shift();
      first.left();
    }
  };
  return {
    buffer(bytes) {
      letGo(total - inFlight);
      const place = free.findIndex(({ length }) => length >= bytes);
      taken = place < 0 ? newBuffer(bytes) : (free.splice(place, 1)[0] as Buffer);
      return taken;
    },
    sent(bytes, left) {
      const used = taken;
      taken = undefined;
      total += bytes;
      queue.push({
        end: total,
        left() {
          if (used) free.push(used);
          left?.();
        },
      });
    },
    over: () => letGo(total),
  };
}

const smallest = 65_536;

function newBuffer(bytes: number): Buffer {
  const size = Math.max(smallest, 2 ** Math.ceil(Math.log2(bytes)));
  return Buffer.from(new ArrayBuffer(size));
}
