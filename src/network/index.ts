export { allocatePort, countPort, type PortRequest } from './allocate.ts';
export { withBridge } from './bridge.ts';
export { validateNetwork } from './check.ts';
export { networkConfigFile } from './config-file.ts';
export type { ForwardMode, NetworkDefinition } from './definition.ts';
export { createDeviceNames, type DeviceKind, type DeviceNames } from './device-names.ts';
export { checkFloor } from './floor.ts';
export { formatNetworkXml, type Usage } from './format.ts';
export { hookData, hookDataIndent } from './hook-data.ts';
export { createNetworkKeeper, type NetworkKeeper } from './keep.ts';
export { createNetworkList, type NetworkList } from './list.ts';
export {
  active,
  isNetworkActive,
  type Network,
  type NetworkLock,
  type NetworkStatus,
  networkRefOf,
  usageOf,
} from './network.ts';
export { type ParseNetwork, parseNetworkXml } from './parse.ts';
export { formatPort, type NetworkPort, type Plug, type PortOwner, parsePort } from './port.ts';
export { parsePortRequest } from './port-request.ts';
export { invalid, noNetwork, noPort, notActive, portExists } from './refuse.ts';
export { networkStatusFile, readNetworkStatus } from './status-file.ts';
export { type NetworkUpdate, updated } from './update.ts';
