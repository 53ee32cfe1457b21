import type { Verb } from './verb.ts';
import { failingWith } from './virsh-error.ts';

/** Took over a QEMU that somebody else had started; no host knows that any more. */
export const qemuAttach: Verb = {
  name: 'qemu-attach',
  summary: 'QEMU Attach',
  description: 'QEMU Attach',
  options: [{ name: 'pid', kind: 'data', help: 'pid' }],
  async run({ session, driver, given }) {
    const pid = Number(given.required('pid'));
    await failingWith(`Failed to attach to pid ${pid}`, session.call('DomainQemuAttach', { driver, pid }));
    return { data: { pid }, note: `Domain attached to pid ${pid}\n` };
  },
};
