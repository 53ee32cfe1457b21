export { type Clock, sleep, type Timer } from './clock.ts';
export { type Random, seededRandom } from './random.ts';
export { systemClock } from './system.ts';
export { systemRandom } from './system-random.ts';
export { randomUuid } from './uuid.ts';
export { type VirtualClock, virtualClock } from './virtual.ts';
