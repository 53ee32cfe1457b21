/**
 * What changed on a page, as QEMU writes it (xbzrle.c): how many bytes stayed, how many did not, those that did not, and
 * so on. Lengths are ULEB128 of at most two bytes.
 */

/** Writes the delta; returns its length, 0 when nothing changed, or -1 when it would be longer than `target`. */
export function encodeDelta(before: Uint8Array, now: Uint8Array, target: Uint8Array): number {
  let written = 0;
  for (let at = 0; ; ) {
    const same = runOf(before, now, at, true);
    if (at + same === now.length) return written;
    const other = runOf(before, now, at + same, false);
    if (written + 4 + other > target.length) return -1;
    written = putLength(target, written, same);
    written = putLength(target, written, other);
    target.set(now.subarray(at + same, at + same + other), written);
    written += other;
    at += same + other;
  }
}

/** How many bytes from `at` on are the same in both, or different. */
function runOf(before: Uint8Array, now: Uint8Array, at: number, same: boolean): number {
  let end = at;
  while (end < now.length && (before[end] === now[end]) === same) end += 1;
  return end - at;
}

function putLength(target: Uint8Array, at: number, length: number): number {
  if (length < 0x80) {
    target[at] = length;
    return at + 1;
  }
  target[at] = (length & 0x7f) | 0x80;
  target[at + 1] = length >> 7;
  return at + 2;
}

/** Changes a page by a delta; false when that is none of such a page. */
export function applyDelta(page: Uint8Array, delta: Uint8Array): boolean {
  let at = 0;
  for (let read = 0; read < delta.length; ) {
    const same = lengthAt(delta, read);
    const other = lengthAt(delta, read + same.bytes);
    read += same.bytes + other.bytes;
    at += same.length;
    if (other.length === 0 || read + other.length > delta.length || at + other.length > page.length) return false;
    page.set(delta.subarray(read, read + other.length), at);
    read += other.length;
    at += other.length;
  }
  return true;
}

function lengthAt(delta: Uint8Array, at: number) {
  const low = delta[at] ?? 0;
  return low < 0x80 ? { length: low, bytes: 1 } : { length: (low & 0x7f) | ((delta[at + 1] ?? 0) << 7), bytes: 2 };
}
