export { blkioFamily } from './blkio.ts';
export { blockIoFields, blockIoOf, diskNamed, withBlockIo } from './block-io.ts';
export type { Family, Parameters } from './family.ts';
export { checkMemoryLimits, memoryFamily } from './memory.ts';
export { numaFamily } from './numa.ts';
export { perfFamily } from './perf.ts';
export { schedulerFamily } from './scheduler.ts';
