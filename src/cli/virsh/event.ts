import { LibvirtError } from '../../protocol/errors.ts';
import type { EventNotice } from '../../protocol/messages.ts';
import { eventNames } from './event-names.ts';
import { eventText } from './event-text.ts';
import { exclude } from './exclude.ts';
import { type Given, timeoutRange } from './given.ts';
import { lookup } from './lookup.ts';
import type { Answer, Verb, VerbCall } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** Waits for events, one or until told otherwise. All of libvirt's types may be asked for; hooklab's guests have some of them. */
export const event: Verb = {
  name: 'event',
  summary: 'Domain Events',
  description: 'List event types, or wait for domain events to occur',
  options: [
    { name: 'domain', kind: 'string', help: 'filter by domain name, id or uuid' },
    { name: 'event', kind: 'string', help: 'which event type to wait for' },
    { name: 'all', kind: 'flag', help: 'wait for all events instead of just one type' },
    { name: 'loop', kind: 'flag', help: 'loop until timeout or interrupt, rather than one-shot' },
    { name: 'timeout', kind: 'number', help: 'timeout seconds' },
    { name: 'list', kind: 'flag', help: 'list valid event types' },
    { name: 'timestamp', kind: 'flag', help: 'show timestamp for each printed event' },
  ],
  endsItself: true,
  async run(call) {
    const { given } = call;
    exclude(given, ['all', 'event'], ['list', 'all'], ['list', 'event']);
    if (given.has('list'))
      return { data: { events: eventNames }, print: eventNames.map((name) => `${name}\n`).join('') };
    const wanted = wantedEvent(given);
    const seconds = given.number('timeout', timeoutRange);
    return wait(call, wanted, seconds);
  },
};

function wantedEvent(given: Given): string | undefined {
  const name = given.text('event');
  if (name === undefined && !given.has('all'))
    throw new VirshError(['one of --list, --all, or --event <type> is required']);
  if (name !== undefined && !eventNames.includes(name)) throw new VirshError([`unknown event type ${name}`]);
  return name;
}

async function wait(call: VerbCall, wanted: string | undefined, seconds: number | undefined): Promise<Answer> {
  const { session, given, globals, driver } = call;
  const filter = given.has('domain') ? { domain: (await lookup(call)).uuid } : {};
  const end = untilEnd(call, seconds);
  let received = 0;
  session.onEvent((notice) => {
    const kind = notice.notice?.event ?? 'lifecycle';
    if ((wanted !== undefined && wanted !== kind) || (received > 0 && !given.has('loop'))) return;
    received += 1;
    show(call, notice);
    if (!given.has('loop')) end.now('');
  });
  await session.call('ConnectDomainEventRegisterAny', { driver, ...filter });
  const why = await end.reached;
  const exit = received > 0 ? 0 : 1;
  return globals.json
    ? { data: undefined, exit }
    : { data: undefined, print: `${why}events received: ${received}\n`, exit };
}

/** The end of the wait, with what virsh says about it: the first event, the timeout, or Ctrl-C. */
function untilEnd({ world, session }: VerbCall, seconds: number | undefined) {
  let now: (why: string) => void = () => {};
  const reached = new Promise<string>((resolve, reject) => {
    now = resolve;
    session.closed.then(() => reject(lost()));
  });
  const { asked } = world.interruption;
  const interrupted = () => now('event loop interrupted\n');
  if (asked.aborted) interrupted();
  asked.addEventListener('abort', interrupted, { once: true });
  const timer =
    seconds === undefined ? undefined : world.clock.after(seconds * 1000, () => now('event loop timed out\n'));
  const clean = () => {
    timer?.cancel();
    asked.removeEventListener('abort', interrupted);
  };
  reached.then(clean, clean);
  return { reached, now: (why: string) => now(why) };
}

const lost = () => new LibvirtError('system error', 'End of file while reading data: Input/output error', 'rpc');

function show({ world, given, globals, session }: VerbCall, notice: EventNotice): void {
  if (globals.json) world.out(`${JSON.stringify(notice)}\n`);
  else
    world.out(
      eventText(notice, { libvirt: session.libvirt, now: given.has('timestamp') ? world.clock.now() : undefined }),
    );
}
