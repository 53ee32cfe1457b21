import { lookupNetwork, networkOption } from './net-lookup.ts';
import type { Verb, VerbCall } from './verb.ts';
import { failingWith } from './virsh-error.ts';

/** A verb that makes one call about one network and says so, with the name as it was typed. */
interface OneCall {
  readonly summary: string;
  readonly description: string;
  readonly call: 'NetworkCreate' | 'NetworkDestroy' | 'NetworkUndefine';
  readonly done: (name: string) => string;
  readonly failed: (name: string) => string;
}

const table = {
  'net-start': {
    summary: 'start a (previously defined) inactive network',
    description: 'Start a network.',
    call: 'NetworkCreate',
    done: (name) => `Network ${name} started`,
    failed: (name) => `Failed to start network ${name}`,
  },
  'net-destroy': {
    summary: 'destroy (stop) a network',
    description: 'Forcefully stop a given network.',
    call: 'NetworkDestroy',
    done: (name) => `Network ${name} destroyed`,
    failed: (name) => `Failed to destroy network ${name}`,
  },
  'net-undefine': {
    summary: 'undefine a persistent network',
    description: 'Undefine the configuration for a persistent network.',
    call: 'NetworkUndefine',
    done: (name) => `Network ${name} has been undefined`,
    failed: (name) => `Failed to undefine network ${name}`,
  },
} as const satisfies Readonly<Record<string, OneCall>>;

/** The verb of that name in the table above. */
export function networkVerb(name: keyof typeof table): Verb {
  const { summary, description, ...rest } = table[name];
  return { name, summary, description, options: [networkOption], run: (call) => makeCall(rest, call) };
}

async function makeCall({ call, done, failed }: Pick<OneCall, 'call' | 'done' | 'failed'>, verb: VerbCall) {
  const network = await lookupNetwork(verb);
  const typed = verb.given.required('network');
  await failingWith(failed(typed), verb.session.call(call, { uuid: network.uuid }));
  return { data: network, note: `${done(typed)}\n` };
}
