export { guestNamespace, type MetadataNode, parseWorkload } from './parse.ts';
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
export { idle, type Workload } from './workload.ts';
export { pagesPerMiB } from './writer.ts';
