export { backgroundError, startInBackground } from './background.ts';
export { checkConfiguration, type DaemonPort, runLibvirtd } from './daemon.ts';
export { type LibvirtdOptions, libvirtdCommand } from './options.ts';
