import { checksum } from '../memory/index.ts';

/** One checksum over a whole stream: of each frame's checksum and what stood before it. */
export interface Whole {
  add(frame: bigint): void;
  /** 16 hexadecimal digits. */
  readonly text: string;
}

export function createWhole(): Whole {
  const pair = new BigUint64Array(2);
  const bytes = new Uint8Array(pair.buffer);
  return {
    add(frame) {
      pair[1] = frame;
      pair[0] = checksum(bytes);
    },
    get text() {
      return (pair[0] ?? 0n).toString(16).padStart(16, '0');
    },
  };
}
