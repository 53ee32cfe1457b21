export { deviceWithAlias } from './alias.ts';
export { attachToConfig, detachFromConfig, updateConfig } from './config.ts';
export {
  aliasOf,
  inPlaceOf,
  newDevices,
  withDevice,
  withOtherDevice,
  withoutDevice,
  withStartedDevices,
} from './edit.ts';
export { matching } from './matching.ts';
export { parseDevice } from './parse-device.ts';
export { refuseAttach, refuseDetach, refuseUpdate } from './refuse.ts';
