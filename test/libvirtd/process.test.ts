import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folderWith } from './folder.ts';

/** The built program in the background, as a service of the system is run. */

function below(root: string) {
  const pidFile = join(root, 'run/libvirtd.pid');
  const env = {
    ...process.env,
    XDG_RUNTIME_DIR: root,
    HOOKLAB_PID_FILE: pidFile,
    HOOKLAB_LIBVIRTD: `${process.execPath} ${resolve('bin/hooklab')} libvirtd --prefix ${root}`,
  };
  const run = (program: string, ...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(program, words, { env, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };
  copyFileSync('examples/libvirtd/service', join(root, 'systemctl'));
  symlinkSync('systemctl', join(root, 'service'));
  onTestFinished(() => void run(join(root, 'systemctl'), 'stop', 'libvirtd'));
  return {
    pidFile,
    libvirtd: (...words: string[]) => run(process.execPath, 'bin/hooklab', 'libvirtd', '--prefix', root, ...words),
    systemctl: (...words: string[]) => run(join(root, 'systemctl'), ...words),
    service: (...words: string[]) => run(join(root, 'service'), ...words),
  };
}

const answers = (path: string) =>
  new Promise<boolean>((told) => {
    const socket = connect(path, () => {
      socket.destroy();
      told(true);
    });
    socket.once('error', () => told(false));
  });

test('with -d it is back when clients can connect; a second one is refused; it ends without a trace', async () => {
  const root = folderWith();
  const { libvirtd, systemctl, pidFile } = below(root);
  expect(libvirtd('-d')).toEqual({ status: 0, said: '' });
  expect(await answers(join(root, 'run/libvirt/libvirt-sock'))).toBe(true);
  const pid = readFileSync(pidFile, 'utf8').trim();
  expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('libvirtd\n');
  expect(libvirtd('-d')).toEqual({ status: 1, said: expect.stringContaining('error: Unable to obtain pidfile.') });

  expect(systemctl('status', 'libvirtd')).toEqual({ status: 0, said: expect.stringContaining('active (running)') });
  expect(systemctl('reload', 'libvirtd').status).toBe(0);
  expect(systemctl('stop', 'libvirtd').status).toBe(0);
  expect([existsSync(`/proc/${pid}`), existsSync(pidFile)]).toEqual([false, false]);
});

test('what stands in for systemctl and service starts it, and tells how it is', () => {
  const { service, systemctl } = below(folderWith());
  expect(service('libvirtd', 'status')).toEqual({ status: 3, said: expect.stringContaining('inactive (dead)') });
  expect(systemctl('reload', 'libvirtd').status).toBe(1);
  expect(service('libvirtd', 'start').status).toBe(0);
  expect(systemctl('is-active', 'libvirtd.service')).toEqual({ status: 0, said: 'active\n' });
  expect(service('sshd', 'status')).toEqual({ status: 4, said: 'Unit sshd.service could not be found.\n' });
});

test('a configuration with -d is refused before anything goes to the background', () => {
  const { libvirtd } = below(folderWith({ 'etc/libvirt/libvirtd.conf': 'listen_tcp = 5' }));
  expect(libvirtd('-d')).toEqual({
    status: 1,
    said: expect.stringContaining("value for 'listen_tcp' parameter must be 0 or 1"),
  });
});
