export { type Comparison, compare } from './compare.ts';
export { type Constants, measured } from './constants.ts';
export { type Errors, errorsOf, type Quantiles } from './errors.ts';
export { giveUpMs } from './give-up.ts';
export type { Point, Round } from './history.ts';
export type { MeasuredRow } from './measured-row.ts';
export { type Prediction, predict } from './predict.ts';
export { hangsOnPlace, predictRange, pressure, type Range, type Spread } from './range.ts';
export { refuseNonsense } from './refuse.ts';
export {
  type Capabilities,
  type Capability,
  capabilityNames,
  type Region,
  type Scenario,
  writtenPages,
} from './scenario.ts';
