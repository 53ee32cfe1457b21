import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from './random.ts';

/** The system's generator: for tokens, uuids and MAC addresses. */
export const systemRandom: Random = { below: (bound) => randomInt(bound), bytes: (length) => randomBytes(length) };
