export { backgroundError, startInBackground } from './background.ts';
export { type DaemonPort, read as readConfiguration, runLibvirtd } from './daemon.ts';
export { type LibvirtdOptions, libvirtdCommand } from './options.ts';
