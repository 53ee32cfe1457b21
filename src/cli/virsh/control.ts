import { LibvirtError } from '../../protocol/errors.ts';
import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';

const notRunning = () => new LibvirtError('operation invalid', 'domain is not running', 'domain config');

/** Whether libvirt can talk to the guest's monitor. */
export const domcontrol: Verb = {
  name: 'domcontrol',
  summary: 'domain control interface state',
  description: 'Returns state of a control interface to the domain.',
  options: [domainOption],
  async run(call) {
    const { id } = await lookup(call);
    if (id === null) throw notRunning();
    return { data: { state: 'ok' }, print: 'ok\n' };
  },
};

/** The time inside a guest, which only its agent knows. */
export const domtime: Verb = {
  name: 'domtime',
  summary: 'domain time',
  description: "Gets or sets the domain's system time",
  options: [
    domainOption,
    { name: 'now', kind: 'flag', help: 'set to the time of the host running virsh' },
    { name: 'pretty', kind: 'flag', help: "print domain's time in human readable form" },
    { name: 'sync', kind: 'flag', help: "instead of setting given time, synchronize from domain's RTC" },
    { name: 'time', kind: 'number', help: 'time to set' },
  ],
  async run(call) {
    const { given } = call;
    const info = await call.session.call('DomainGetInfo', who(await lookup(call)));
    const sets = ['now', 'sync', 'time'].some((name) => given.has(name));
    throw refusal(info, sets);
  },
};

interface Asked {
  readonly id: number | null;
  readonly agent?: boolean | undefined;
}

function refusal(asked: Asked, sets: boolean): LibvirtError {
  if (asked.id !== null || !sets) return withoutAgent(asked);
  const text = "cannot set time: qemu doesn't support rtc-reset-reinjection command";
  return new LibvirtError('operation unsupported', text, 'qemu');
}

/** What keeps a guest's agent from doing anything: nobody is there (qemuDomainAgentAvailable). */
export function withoutAgent({ id, agent }: Asked): LibvirtError {
  if (id === null) return notRunning();
  return agent
    ? new LibvirtError('agent unresponsive', 'QEMU guest agent is not connected', 'qemu')
    : new LibvirtError('argument unsupported', 'QEMU guest agent is not configured', 'qemu');
}
