import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { type Admission, createMemoryTransport, type Link, type ListenOptions } from '../../src/transport/index.ts';
import { closed, first, maxMessageBytes } from './arms.ts';

/** A listener on a network whose time the test moves. */
async function virtualListener(at: ListenOptions['at']) {
  const clock = virtualClock();
  const transport = createMemoryTransport({ clock, closeMs: 3000 });
  const links: { link: Link; admission: Admission }[] = [];
  const onLink = (link: Link, admission: Admission) => void links.push({ link, admission });
  const listener = await transport.listen({ at, maxMessageBytes, refuse: () => undefined, onLink });
  return { clock, transport, listener, links };
}

async function virtualPair() {
  const { clock, transport, listener, links } = await virtualListener({ address: 'destination', port: 49_152 });
  const here = await clock.runUntil(transport.connect(listener.url, { maxMessageBytes }));
  return { clock, listener, here, there: first(links) };
}

test('the URL names host and port', async () => {
  const { listener, here } = await virtualPair();
  expect(listener.url).toBe('memory://destination:49152');
  expect(here.peer).toBe('destination:49152');
});

test('nothing arrives until the clock moves', async () => {
  const { clock, here, there } = await virtualPair();
  const got: unknown[] = [];
  there.onMessage((message) => got.push(message));
  here.send('hello');
  await new Promise((resolve) => setImmediate(resolve));
  expect(got).toEqual([]);
  await clock.advance(0);
  expect(got).toEqual(['hello']);
});

test('bytes are the receiver’s own', async () => {
  const { clock, here, there } = await virtualPair();
  const got: Uint8Array[] = [];
  there.onMessage((message) => got.push(message as Uint8Array));
  const page = Uint8Array.of(1, 2, 3);
  here.send(page);
  page.fill(0);
  await clock.advance(0);
  expect([...(got[0] ?? [])]).toEqual([1, 2, 3]);
});

test('what is under way when a link is cut is lost', async () => {
  const { clock, here, there } = await virtualPair();
  const got: unknown[] = [];
  there.onMessage((message) => got.push(message));
  here.send('lost');
  here.terminate();
  await clock.runUntil(closed(there));
  expect(got).toEqual([]);
});

test('a close that the peer does not notice is over after closeMs', async () => {
  const { clock, here, there } = await virtualPair();
  there.onMessage(() => undefined);
  there.pause();
  here.send('unread');
  here.close('done');
  let over = false;
  here.onClose(() => {
    over = true;
  });
  await clock.advance(2999);
  expect(over).toBe(false);
  await clock.advance(1);
  expect(over).toBe(true);
});

test('sockets have paths instead of names', async () => {
  const { clock, transport, listener, links } = await virtualListener({ socket: '/run/hooklab/sock' });
  expect(listener.url).toBe('memory+unix:///run/hooklab/sock:/');
  await clock.runUntil(transport.connect(`${listener.url}events`, { maxMessageBytes, token: 't' }));
  expect(links.map(({ admission }) => admission)).toEqual([{ token: 't', path: '/events', remoteAddress: 'memory' }]);
});
