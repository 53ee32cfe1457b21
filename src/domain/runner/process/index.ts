export type { Birth, CommandName, Departure, GuestCommands, GuestEvents } from './commands.ts';
export { createMonitorServer } from './monitor.ts';
export { listenForDaemons } from './monitor-socket.ts';
export { type ProcessRunnerOptions, processRunner } from './process-runner.ts';
