import { closeInherited, thisProcess } from '../../host/main.ts';
import {
  backgroundError,
  checkConfiguration,
  type LibvirtdOptions,
  libvirtdCommand,
  runLibvirtd,
  startInBackground,
} from '../../libvirtd/index.ts';
import type { OwnCommand } from '../own-command.ts';

/** `hooklab libvirtd`: a host in libvirtd's place, in the foreground unless `-d` is given. */
export const libvirtdEntry: OwnCommand = {
  create: libvirtdCommand,
  async run({ options: given, world }) {
    const options = given as unknown as LibvirtdOptions;
    if (options.version) world.out(`libvirtd (libvirt) ${options.libvirt}\n`);
    if (options.version) return 0;
    if (!options.daemon || options.background) return foreground(options);
    if ((await checkConfiguration(options, thisProcess)) !== 0) return 1;
    const status = await startInBackground(process.argv[1] ?? '', [...process.argv.slice(2), '--background']);
    if (status !== 0) world.err(backgroundError(status));
    return status === 0 ? 0 : 1;
  },
};

/** Scripts look for a process of that name, and hooks that ask who their parent is are told. */
async function foreground(options: LibvirtdOptions): Promise<number> {
  closeInherited();
  process.title = 'libvirtd';
  process.umask(0o022);
  const ready = () => {
    if (options.background) process.stdout.write('ready\n');
  };
  return runLibvirtd(options, { ...thisProcess, ready });
}
