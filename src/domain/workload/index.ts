export { guestNamespace, type MetadataNode, parseWorkload, tooLarge } from './parse.ts';
export {
  createProgram,
  fill,
  freshProgress,
  type Program,
  type Progress,
  readTicks,
  ticksAt,
  tickUs,
} from './program.ts';
export { parseTrace } from './trace.ts';
export { idle, type Trace, type Workload, type WorkloadRegion } from './workload.ts';
export { pagesPerMiB } from './writer.ts';
