import { LibvirtError } from '../../protocol/errors.ts';
import type { CallName, DomainRef } from '../../protocol/messages.ts';
import { withoutAgent } from './control.ts';
import { lookup, who } from './lookup.ts';
import { quoted } from './quoting.ts';
import { domainOption, type Verb, type VerbCall, type VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

/** A verb that makes one call about one domain and says so. The texts take the domain's name as it was typed. */
interface OneCall {
  readonly summary: string;
  readonly description: string;
  readonly call: Extract<
    CallName,
    | 'DomainSuspend'
    | 'DomainResume'
    | 'DomainShutdown'
    | 'DomainReboot'
    | 'DomainReset'
    | 'DomainDestroy'
    | 'DomainAbortJob'
  >;
  readonly options?: readonly VerbOption[];
  /** What the call is told besides which domain. */
  readonly more?: (call: VerbCall) => object;
  /** Checks what the parser cannot. */
  readonly check?: (call: VerbCall) => void;
  /** What the driver refuses before it does anything. */
  readonly refuse?: (call: VerbCall, domain: DomainRef) => Promise<void>;
  /** What virsh prints; nothing for a verb that says nothing of its own. */
  readonly done?: (name: string) => string;
  readonly failed?: (name: string) => string;
}

const mode = { name: 'mode', kind: 'string', help: 'shutdown mode: acpi|agent|initctl|signal|paravirt' } as const;
const modes = ['acpi', 'agent', 'initctl', 'signal', 'paravirt'];
const checkMode =
  (listed: string) =>
  ({ given }: VerbCall) => {
    const unknown = given
      .text('mode')
      ?.split(',')
      .find((word) => !modes.includes(word));
    if (unknown !== undefined) throw new VirshError([`Unknown mode ${unknown} value, expecting ${listed}`]);
  };

/** virDomainShutdownFlagValues: what a driver knows of the modes above, each a bit in their order. */
const known = { qemu: 0b00011, lxc: 0b01100 } as const;
const agent = 0b00010;

const refuseModes =
  (api: string) =>
  async ({ given, driver, session }: VerbCall, domain: DomainRef) => {
    const bits = (given.text('mode')?.split(',') ?? []).reduce((all, word) => all | (1 << modes.indexOf(word)), 0);
    const unknown = bits & ~known[driver];
    if (unknown !== 0) throw unsupportedFlags(unknown, `${driver}${api}`);
    if (bits === agent) throw withoutAgent(await session.call('DomainGetInfo', who(domain)));
  };

const unsupportedFlags = (flags: number, where: string) =>
  new LibvirtError('invalid argument', `unsupported flags (0x${flags.toString(16)}) in function ${where}`);

const table: Readonly<Record<string, OneCall>> = {
  suspend: {
    summary: 'suspend a domain',
    description: 'Suspend a running domain.',
    call: 'DomainSuspend',
    done: (name) => `Domain ${name} suspended`,
    failed: (name) => `Failed to suspend domain ${name}`,
  },
  resume: {
    summary: 'resume a domain',
    description: 'Resume a previously suspended domain.',
    call: 'DomainResume',
    done: (name) => `Domain ${name} resumed`,
    failed: (name) => `Failed to resume domain ${name}`,
  },
  shutdown: {
    summary: 'gracefully shutdown a domain',
    description: 'Run shutdown in the target domain.',
    call: 'DomainShutdown',
    options: [mode],
    check: checkMode("'acpi', 'agent', 'initctl', 'signal', or 'paravirt'"),
    refuse: refuseModes('DomainShutdownFlags'),
    done: (name) => `Domain ${name} is being shutdown`,
    failed: (name) => `Failed to shutdown domain ${name}`,
  },
  reboot: {
    summary: 'reboot a domain',
    description: 'Run a reboot command in the target domain.',
    call: 'DomainReboot',
    options: [mode],
    check: checkMode("'acpi', 'agent', 'initctl', 'signal' or 'paravirt'"),
    refuse: refuseModes('DomainReboot'),
    done: (name) => `Domain ${name} is being rebooted`,
    failed: (name) => `Failed to reboot domain ${name}`,
  },
  reset: {
    summary: 'reset a domain',
    description: 'Reset the target domain as if by power button',
    call: 'DomainReset',
    done: (name) => `Domain ${name} was reset`,
    failed: (name) => `Failed to reset domain ${name}`,
  },
  destroy: {
    summary: 'destroy (stop) a domain',
    description: 'Forcefully stop a given domain, but leave its resources intact.',
    call: 'DomainDestroy',
    options: [
      { name: 'graceful', kind: 'flag', help: 'terminate gracefully' },
      { name: 'remove-logs', kind: 'flag', help: 'remove domain logs' },
    ],
    done: (name) => `Domain ${name} destroyed`,
    failed: (name) => `Failed to destroy domain ${name}`,
  },
  domjobabort: {
    summary: 'abort active domain job',
    description: 'Aborts the currently running domain job',
    call: 'DomainAbortJob',
    options: [{ name: 'postcopy', kind: 'flag', help: 'interrupt post-copy migration' }],
    more: ({ given }) => (given.has('postcopy') ? { postcopy: true } : {}),
  },
};

/** The verb of that name in the table above. */
export function domainVerb(name: keyof typeof table & string): Verb {
  const { summary, description, options = [], ...rest } = table[name] as OneCall;
  return { name, summary, description, options: [domainOption, ...options], run: (call) => makeCall(rest, call) };
}

async function makeCall(
  { call, check, refuse, more, done, failed }: Omit<OneCall, 'summary' | 'description'>,
  verb: VerbCall,
) {
  check?.(verb);
  const domain = await lookup(verb);
  const name = quoted(verb.session, verb.given.required('domain'));
  const work = async () => {
    await refuse?.(verb, domain);
    await verb.session.call(call, { ...who(domain), ...more?.(verb) });
  };
  await (failed ? failingWith(failed(name), work()) : work());
  return { data: { name: domain.name, uuid: domain.uuid }, ...(done && { note: `${done(name)}\n` }) };
}
