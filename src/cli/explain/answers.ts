import type { Profile } from '../../protocol/profiles/index.ts';

/** One of a profile's answers that differs between two releases. */
export interface ChangedAnswer {
  readonly question: string;
  readonly before: string;
  readonly after: string;
}

/** Fields that are no question of their own, or are told elsewhere. */
type Elsewhere = 'release' | 'asOf' | 'ranges' | 'operations' | 'scores' | 'knowsLines';

/** A question a hook author would ask, and the answers in plain words where the profile only names them. */
interface Question {
  readonly ask: string;
  readonly words?: Readonly<Record<string, string>>;
}

const yesNo = { true: 'yes', false: 'no' };

const questions = {
  environment: { ask: "names in a hook's environment, after LC_ALL" },
  stdinWritten: {
    ask: 'the XML is written to the script',
    words: { 'before the fork': 'before it is started: XML that a pipe cannot hold (64 KiB) hangs the daemon' },
  },
  xmlOmits: { ask: 'the XML on stdin lacks', words: { '': 'nothing of what is written today' } },
  idGoneAt: { ask: 'the XML on stdin has no id from this operation on (lxc: from release)' },
  releaseReason: { ask: "release's 4th argument tells why the guest is off, for", words: { '': 'no driver' } },
  blankOutput: { ask: "a filter's output counts as none if it is" },
  hookData: { ask: "a network hook's <hookData> holds" },
  portsRenewedWith: { ask: 'a new daemon calls the network hook again for the ports of each' },
  foundBy: {
    ask: 'a script counts as executable if',
    words: { access: 'the daemon may execute it', mode: 'any of its x bits is set' },
  },
  directories: { ask: 'scripts in a .d directory run', words: yesNo },
  rechecksEachCall: { ask: 'each call looks at the files again', words: yesNo },
  rescansAtShutdown: { ask: "scripts are looked up again before the daemon's shutdown hook", words: yesNo },
  nonExecutableWarning: { ask: 'a script that is not executable is warned of as' },
  execFailure: { ask: 'a script that cannot be executed ends with' },
  hookError: {
    ask: "a failed hook's error text",
    words: {
      'raw status and stderr':
        'Hook script execution failed: Hook script PATH DRIVER failed with error code 256:STDERR',
      'exit status': 'internal error Child process exited with status 1.',
      'command line': 'internal error Child process (COMMAND) status unexpected: exit status 1',
      'raw status': 'Hook script execution failed: Hook script PATH DRIVER failed with error code 256',
      'decoded, no colon':
        'Hook script execution failed: internal error Child process (COMMAND) unexpected exit status 1: STDERR',
      decoded: 'Hook script execution failed: internal error: Child process (COMMAND) unexpected exit status 1: STDERR',
    },
  },
  taints: { ask: 'a guest is warned of as tainted by', words: { '': 'nothing' } },
  guestLog: {
    ask: "the guest's own log tells",
    words: { moments: 'when it starts and stops', 'versions and reasons': 'when it starts and stops, and why' },
  },
  hookErrorLevel: { ask: 'a failed hook is logged at level' },
  reportedBy: { ask: "a failed hook's log lines come from, and the one before a hook" },
  logLine: { ask: 'a log line starts with' },
  logOpening: { ask: 'a log opens with', words: { '': 'nothing' } },
  hookLocks: {
    ask: 'while a hook runs',
    words: {
      driver: 'every call on its driver waits',
      domain: 'calls on its guest wait, and every list of guests',
    },
  },
  migrationProtocol: {
    ask: 'migration protocol',
    words: { 2: '2: the source stops its guest inside Perform', 3: '3: the source stops its guest in Confirm' },
  },
  incomingJob: { ask: 'a guest that comes is closed to other calls until Finish', words: yesNo },
  lostReason: { ask: 'a guest whose reconnect hook failed is off for' },
  lifecycleEventTypes: { ask: 'clients hear the events' },
  refusesPostcopy: { ask: '--postcopy is not known to', words: { '': 'nobody any more: it is' } },
  pausesPostcopy: { ask: 'domjobabort --postcopy is known', words: yesNo },
  compressionMethods: { ask: '--comp-methods may name' },
  cancelText: { ask: "a cancelled migration's text" },
  unreachableText: {
    ask: "an unreachable destination's text, peer-to-peer",
    words: {
      socket: "the socket's own, for instance unable to connect to server at 'HOST:PORT': Connection refused",
      'libvirt URI': 'operation failed: Failed to connect to remote libvirt URI URI',
      'libvirt URI and why': 'operation failed: Failed to connect to remote libvirt URI URI: WHY',
    },
  },
  logsCancelledFinish: {
    ask: 'a cancelled migration is logged as "migration successfully aborted" there',
    words: yesNo,
  },
  tellsBothErrors: { ask: 'a migration that failed on both hosts tells both messages', words: yesNo },
  namesLostDomains: { ask: 'an error about a domain that is gone names it, beside its uuid', words: yesNo },
  quotesNames: { ask: "virsh writes a domain's name in quotes", words: yesNo },
  progress: { ask: "virsh shows a job's progress in" },
} as const satisfies Readonly<Record<Exclude<keyof Profile, Elsewhere>, Question>>;

/** A profile's answers that differ, in the order a hook author would ask. */
export function answers(from: Profile, to: Profile): readonly ChangedAnswer[] {
  return Object.entries<Question>(questions).flatMap(([key, { ask, words = {} }]) => {
    const [before = '', after = ''] = [from, to].map((profile) =>
      answer(profile[key as keyof typeof questions], words),
    );
    return before === after ? [] : [{ question: ask, before, after }];
  });
}

function answer(value: Profile[keyof typeof questions], words: Readonly<Record<string, string>>): string {
  const parts = typeof value === 'object' ? Object.values(value) : [value];
  const text = parts.join(' ');
  return words[text] ?? text;
}
