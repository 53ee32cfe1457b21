import type { Verb } from './verb.ts';

/** The name of the host. */
export const hostname: Verb = {
  name: 'hostname',
  summary: 'print the hypervisor hostname',
  options: [],
  run: async ({ session }) => ({ data: { hostname: session.host }, print: `${session.host}\n` }),
};

/** What `-c` would want to get here. */
export const uri: Verb = {
  name: 'uri',
  summary: 'print the hypervisor canonical URI',
  options: [],
  run: async ({ address }) => ({ data: { uri: address.shown }, print: `${address.shown}\n` }),
};

/** virsh's text for a hypervisor without a version is the truth here: there is none. */
export const version: Verb = {
  name: 'version',
  summary: 'show version',
  description: 'Display the system version information.',
  options: [{ name: 'daemon', kind: 'flag', help: 'report daemon version too' }],
  async run({ session: { libvirt }, driver, given }) {
    const name = driver.toUpperCase();
    const lines = [
      `Compiled against library: libvirt ${libvirt}`,
      `Using library: libvirt ${libvirt}`,
      `Using API: ${name} ${libvirt}`,
      `Cannot extract running ${name} hypervisor version`,
      ...(given.has('daemon') ? [`Running against daemon: ${libvirt}`] : []),
    ];
    return { data: { libvirt, driver }, print: lines.map((line) => `${line}\n`).join('') };
  },
};

/** hooklab's own: what `systemctl reload libvirtd` does, for a host whose process one cannot signal. */
export const reload: Verb = {
  name: 'reload',
  summary: 'have the host look its hooks up again',
  description: 'Looks the hook scripts up again and calls the daemon hook with - reload begin SIGHUP, as SIGHUP does.',
  options: [],
  async run({ session }) {
    await session.call('HooklabReload', {});
    return { data: { host: session.host }, note: `Host ${session.host} reloaded\n` };
  },
};
