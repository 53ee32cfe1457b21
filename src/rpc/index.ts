export { connectToLibvirt } from './client/connect.ts';
export { openRpcDoor, type RpcAddress, type RpcDoorOptions } from './door.ts';
export { rpcAddress, rpcDoors } from './process-doors.ts';
