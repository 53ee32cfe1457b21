import type { Recording } from './recording.ts';

/**
 * Everything in the recordings that has no meaning for guests without QEMU, each with its reason. Nothing else is left
 * out of a comparison.
 */
interface Without {
  readonly matches: RegExp;
  readonly reason: string;
}

/** Lines of libvirtd's log. */
export const logsWithoutMeaning: readonly Without[] = [
  { matches: /^qemuMonitor/, reason: 'the QEMU monitor: there is no QEMU to talk to' },
  {
    matches: /^virNetServerClientDispatchRead:\d+ : Client hit max requests/,
    reason: "packets of libvirt's tunnel in flight",
  },
  {
    matches: /^qemuDomainObjEnterMonitorInternal:\d+ : This thread seems to be the async job owner/,
    reason: "libvirt's remark about its own threads, while it resets a guest that it dumps",
  },
  {
    matches: /^virQEMUCapsLogProbeFailure/,
    reason: 'the same error once more, in the words of the cache of what QEMU can do',
  },
  {
    matches: /^virLXCProcess(GetNsInode|MonitorInitNotify)/,
    reason: '/proc of an init that has died: a race in its controller',
  },
  {
    matches: /^hooklab : hook script .* has been running for/,
    reason: "hooklab's own count of a script that takes long: libvirt says nothing of it",
  },
];

/** What `virsh event --all` printed. */
export const eventsWithoutMeaning: readonly Without[] = [
  { matches: /^event 'control-error'/, reason: 'the QEMU monitor broke: there is none' },
  { matches: /^event 'migration-iteration'/, reason: "QEMU's own count of its rounds over memory" },
  { matches: /^event 'job-completed'/, reason: 'job statistics' },
  { matches: /^event 'reboot'/, reason: 'sent by QEMU when its machine is reset' },
];

/** Whole recordings. */
export const recordingsWithoutMeaning: readonly { readonly scenario: RegExp; readonly reason: string }[] = [
  { scenario: /^2n-qemu-exits-early/, reason: 'an argument that QEMU refuses' },
  { scenario: /^(2n-qemu-fails|3c-missing-disk)/, reason: 'a disk image that is not there: no guest here has disks' },
  { scenario: /^1f2-invalid-utf8/, reason: 'the recorder itself broke off at a byte that is no UTF-8' },
  { scenario: /^(3b-zerocopy-parallel|6a-zerocopy-p2p)/, reason: "the recorded machine's limit of locked memory" },
  { scenario: /^(3b|6a)-tls/, reason: "QEMU's TLS credentials: a missing file of a QEMU device" },
  {
    scenario: /^7c-session/,
    reason: 'virsh starts a daemon of its own as another user; hooklab has no session daemon',
  },
  { scenario: /python-binding/, reason: 'libvirt-python is a client of its own' },
];

/** Recordings that hold a race or a terminal's timing, and which fields depend on it. Their hooks count by object. */
export const comparedLoosely: readonly {
  readonly scenario: RegExp;
  readonly without: readonly string[];
  readonly reason: string;
}[] = [
  {
    scenario: /^1f-dash-attributes/,
    without: ['virsh stdout', 'virsh stderr', 'log'],
    reason: 'process attributes of the machine',
  },
  {
    scenario: /^2e-autostart-two/,
    without: ['virsh stdout', 'log', 'ids'],
    reason: 'libvirt goes through its guests in the order of a hash table with a seed of chance, and so hands out ids',
  },
  {
    scenario: /^2s-connection/,
    without: ['virsh stderr', 'log'],
    reason: 'a URI that names no socket leads virsh to the one of the machine it runs on',
  },
  {
    scenario: /^2k-big-stderr/,
    without: ['virsh stdout'],
    reason: 'the command counts the bytes of a message that names paths of the machine',
  },
  {
    scenario: /^3g-ctrl-c/,
    without: ['virsh stdout', 'virsh stderr', 'events', 'log'],
    reason: "a terminal's timing, and progress in per cent",
  },
  {
    scenario: /^3h-(destroy-on-B|kill-qemu-B)/,
    without: ['virsh stdout', 'virsh stderr', 'events', 'log'],
    reason: 'which end of the stream hears first that the guest is gone',
  },
  {
    scenario: /^3i-libvirtd-B-TERM-direct/,
    without: ['virsh exit', 'virsh stdout', 'virsh stderr', 'events', 'log'],
    reason: "whether the guest's connection or the daemon ends first",
  },
  {
    scenario: /^5a-/,
    without: ['virsh stdout', 'virsh stderr', 'events', 'log', 'ids'],
    reason: 'guests race for ids',
  },
  {
    scenario: /^5b-/,
    without: ['virsh exit', 'virsh stdout', 'virsh stderr', 'events', 'log', 'final states'],
    reason: "who gets the guest's lock next",
  },
  {
    scenario: /^5c-/,
    without: ['virsh stdout', 'virsh stderr', 'events', 'log', 'ids'],
    reason: 'guests race for ids',
  },
];

/** Lines that a host logs or not, from one run to the next, where a recording's name or one of its commands is about that. */
export const racyLines: readonly { readonly about: RegExp; readonly matches: RegExp; readonly reason: string }[] = [
  {
    about: /p2p|tunnelled/,
    matches: /^virNetSocketReadWire:\d+ : End of file/,
    reason: 'the source closes its connection to the destination before or after the other end has',
  },
];

const none = (table: readonly Without[], text: string) => !table.some(({ matches }) => matches.test(text));

/** The recording's events and log lines that are compared: lifecycle events, and lines of warning and above. */
export const eventsOf = ({ events }: Recording) => events.filter(({ event }) => none(eventsWithoutMeaning, event));
export const linesOf = <T extends { level: string; msg: string }>(
  { scenario, steps }: Pick<Recording, 'scenario' | 'steps'>,
  logs: readonly T[],
): readonly T[] => {
  const racy = racyLines.filter((each) =>
    [scenario, ...steps.map(({ cmd }) => cmd)].some((text) => each.about.test(text)),
  );
  const counts = ({ level, msg }: T) =>
    ['warning', 'error'].includes(level) && none([...logsWithoutMeaning, ...racy], msg);
  return logs.filter(counts);
};
export const isEventWithMeaning = (text: string) => none(eventsWithoutMeaning, text);
