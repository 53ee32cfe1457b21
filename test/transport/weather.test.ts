import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../src/clock/index.ts';
import {
  createMemoryTransport,
  createWeather,
  createWebSocketTransport,
  type Link,
} from '../../src/transport/index.ts';
import { arms, closed, first, listening, maxMessageBytes, messages, clock as realClock, turns } from './arms.ts';

/** Two hosts on a network whose time and weather the test makes. */
function twoHosts(clock: VirtualClock = virtualClock()) {
  const network = createMemoryTransport({ clock });
  const weather = createWeather({ clock, closeMs: 3000 });
  const source = weather.wrap(network, 'source');
  const destination = weather.wrap(network, 'destination');
  const links: Link[] = [];
  const listen = (port: number) =>
    destination.listen({
      at: { address: 'destination', port },
      maxMessageBytes,
      refuse: () => undefined,
      onLink: (link) => void links.push(link),
    });
  const connect = (port: number, options = {}) =>
    source.connect(`memory://destination:${port}`, { maxMessageBytes, ...options });
  return { clock, weather, links, listen, connect };
}

async function linked() {
  const hosts = twoHosts();
  await hosts.listen(1);
  const here = await hosts.clock.runUntil(hosts.connect(1));
  const there = hosts.links[0] as Link;
  return { ...hosts, here, there, atHere: log(hosts.clock, here), atThere: log(hosts.clock, there) };
}

/** What arrives at a link, and when. */
function log(clock: VirtualClock, link: Link) {
  const entries: [number, string][] = [];
  const start = clock.monotonic();
  const note = (text: string) => entries.push([clock.monotonic() - start, text]);
  link.onMessage((message) => note(typeof message === 'string' ? message : `${message.length} bytes`));
  link.onClose(({ clean, reason }) => note(`closed ${clean ? 'cleanly' : 'uncleanly'}: ${reason}`));
  return entries;
}

test('in fair weather nothing is different', async () => {
  const { clock, here, there, atHere, atThere } = await linked();
  here.send('question');
  there.send('answer');
  await clock.advance(0);
  await clock.runUntil(here.drained(0));
  here.close('done');
  await clock.advance(0);
  expect(atThere).toEqual([
    [0, 'question'],
    [0, 'closed cleanly: done'],
  ]);
  expect(atHere).toEqual([
    [0, 'answer'],
    [0, 'closed cleanly: done'],
  ]);
});

test('hold keeps messages of both directions, release lets them arrive in order', async () => {
  const { clock, weather, here, there, atHere, atThere } = await linked();
  weather.hold('destination', 'source');
  here.send('one');
  here.send('two');
  there.send('back');
  await clock.advance(60_000);
  expect([atHere, atThere]).toEqual([[], []]);
  weather.release('source', 'destination');
  await clock.advance(0);
  expect(atThere.map(([, text]) => text)).toEqual(['one', 'two']);
  expect(atHere.map(([, text]) => text)).toEqual(['back']);
});

test('while messages are held nobody notices that the other end is gone', async () => {
  const { clock, weather, here, there, atHere, atThere } = await linked();
  weather.hold('source', 'destination');
  there.send('last words');
  there.terminate();
  await clock.advance(1000);
  expect(atHere).toEqual([]);
  weather.release('source', 'destination');
  await clock.advance(0);
  expect(atHere.at(-1)?.[1]).toBe('closed uncleanly: End of file while reading data: Input/output error');
  expect(atThere.at(-1)?.[1]).toBe('closed uncleanly: cut by this end');
  here.send('ignored');
});

test('a host that cuts a held link is done with it, and the other one learns of it on release', async () => {
  const { clock, weather, here, atHere, atThere } = await linked();
  weather.hold('source', 'destination');
  here.send('never');
  here.terminate('connection closed due to keepalive timeout');
  await clock.advance(1000);
  expect(atHere).toEqual([[0, 'closed uncleanly: connection closed due to keepalive timeout']]);
  expect(atThere).toEqual([]);
  weather.release('source', 'destination');
  await clock.advance(0);
  expect(atThere).toEqual([[1000, 'closed uncleanly: End of file while reading data: Input/output error']]);
});

test('a polite close of a held link is over here after closeMs', async () => {
  const { clock, weather, here, atHere, atThere } = await linked();
  weather.hold('source', 'destination');
  here.close('done');
  await clock.advance(10_000);
  expect(atHere).toEqual([[3000, 'closed cleanly: done']]);
  expect(atThere).toEqual([]);
});

test('a new link waits while its hosts are held apart, up to its time-out', async () => {
  const { clock, weather, listen, connect } = twoHosts();
  await listen(1);
  weather.hold('source', 'destination');
  const patient = connect(1);
  await expect(clock.runUntil(connect(1, { timeoutMs: 500 }))).rejects.toThrow(
    "unable to connect to server at 'destination:1': Connection timed out",
  );
  expect(clock.monotonic()).toBe(500);
  weather.release('source', 'destination');
  expect((await clock.runUntil(patient)).peer).toBe('destination:1');
});

test('a held connect can be canceled', async () => {
  const { clock, weather, listen, connect } = twoHosts();
  await listen(1);
  weather.hold('source', 'destination');
  const control = new AbortController();
  const connecting = connect(1, { signal: control.signal });
  control.abort();
  await expect(clock.runUntil(connecting)).rejects.toThrow('canceled by client');
});

test('partition cuts links and loses what was under way; repair lets new ones through', async () => {
  const { clock, weather, here, there, atHere, atThere, connect } = await linked();
  weather.latency('source', 'destination', 10);
  here.send('lost');
  there.send('lost');
  weather.partition('source', 'destination');
  await clock.advance(100);
  const cut = 'closed uncleanly: End of file while reading data: Input/output error';
  expect(atHere).toEqual([[0, cut]]);
  expect(atThere).toEqual([[0, cut]]);
  await expect(clock.runUntil(connect(1))).rejects.toMatchObject({
    code: 38,
    message: "unable to connect to server at 'destination:1': No route to host",
  });
  weather.repair('source', 'destination');
  weather.latency('source', 'destination', 0);
  const again = await clock.runUntil(connect(1));
  again.send('hello');
  await clock.advance(0);
  expect(again.peer).toBe('destination:1');
});

test('partition ends a connect that waits', async () => {
  const { clock, weather, listen, connect } = twoHosts();
  await listen(1);
  weather.hold('source', 'destination');
  const connecting = connect(1);
  weather.partition('source', 'destination');
  await expect(clock.runUntil(connecting)).rejects.toThrow('No route to host');
});

test('weather is between two hosts; a third one does not notice', async () => {
  const clock = virtualClock();
  const network = createMemoryTransport({ clock });
  const weather = createWeather({ clock });
  const links: Link[] = [];
  const { url } = await weather.wrap(network, 'destination').listen({
    at: { address: 'destination', port: 1 },
    maxMessageBytes,
    refuse: () => undefined,
    onLink: (link) => void links.push(link),
  });
  weather.partition('source', 'destination');
  const client = await clock.runUntil(weather.wrap(network, 'client').connect(url, { maxMessageBytes }));
  const got = log(clock, links[0] as Link);
  client.send('hello');
  await clock.advance(0);
  expect(got).toEqual([[0, 'hello']]);
});

test('latency delays each message and each step of a handshake', async () => {
  const { clock, weather, here, there, atHere, atThere, connect } = await linked();
  weather.latency('source', 'destination', 50);
  here.send('one');
  await clock.advance(20);
  here.send('two');
  there.send('back');
  await clock.advance(100);
  expect(atThere).toEqual([
    [50, 'one'],
    [70, 'two'],
  ]);
  expect(atHere).toEqual([[70, 'back']]);
  const before = clock.monotonic();
  await clock.runUntil(connect(1));
  expect(clock.monotonic() - before).toBe(100);
});

test('less latency does not let a message overtake another', async () => {
  const { clock, weather, here, atThere } = await linked();
  weather.latency('source', 'destination', 50);
  here.send('slow');
  weather.latency('source', 'destination', 0);
  here.send('fast');
  await clock.advance(100);
  expect(atThere).toEqual([
    [50, 'slow'],
    [50, 'fast'],
  ]);
});

test('bandwidth is shared by the links of a direction', async () => {
  const { clock, weather, here, there, atHere, atThere, links, connect } = await linked();
  const other = await clock.runUntil(connect(1));
  const atOther = log(clock, links[1] as Link);
  weather.bandwidth('source', 'destination', 1000);
  here.send(new Uint8Array(100));
  other.send(new Uint8Array(200));
  here.send(new Uint8Array(50));
  there.send(new Uint8Array(10));
  await clock.advance(1000);
  expect(atThere).toEqual([
    [100, '100 bytes'],
    [350, '50 bytes'],
  ]);
  expect(atOther).toEqual([[300, '200 bytes']]);
  expect(atHere).toEqual([[10, '10 bytes']]);
});

test('a sender notices little bandwidth by drained, on either side', async () => {
  const { clock, weather, here, there } = await linked();
  here.onMessage(() => undefined);
  weather.bandwidth('source', 'destination', 1_000_000);
  const page = new Uint8Array(50_000);
  for (const sender of [here, there]) {
    const start = clock.monotonic();
    for (let n = 0; n < 20; n += 1) sender.send(page);
    await clock.runUntil(sender.drained(100_000));
    expect(clock.monotonic() - start).toBeGreaterThan(500);
    await clock.runUntil(sender.drained(0));
    await clock.advance(2000);
  }
});

test('drop loses one message that matches, and the link stays up', async () => {
  const { clock, weather, here, there, atHere, atThere } = await linked();
  weather.drop('destination', 'source', { nth: 2, matching: (message) => String(message).startsWith('reply') });
  weather.drop('source', 'destination');
  for (const text of ['first', 'second']) here.send(text);
  for (const text of ['reply 1', 'event', 'reply 2', 'reply 3', 'reply 4']) there.send(text);
  await clock.advance(0);
  expect(atThere.map(([, text]) => text)).toEqual(['second']);
  expect(atHere.map(([, text]) => text)).toEqual(['reply 1', 'event', 'reply 3', 'reply 4']);
});

test('whatever the weather, messages arrive in order, none twice, and all once it is fair again', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('send' as const), n: fc.nat(2000) }),
    fc.record({ do: fc.constant('latency' as const), n: fc.nat(100) }),
    fc.record({ do: fc.constant('bandwidth' as const), n: fc.integer({ min: 100, max: 100_000 }) }),
    fc.record({
      do: fc.constantFrom('hold' as const, 'release' as const, 'pause' as const, 'resume' as const),
      n: fc.nat(1),
    }),
    fc.record({ do: fc.constant('wait' as const), n: fc.nat(50) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), fc.boolean(), async (steps, outward) => {
      const { clock, weather, here, there } = await linked();
      const [from, to] = outward ? [here, there] : [there, here];
      const got: unknown[] = [];
      const sent: unknown[] = [];
      to.onMessage((message) => got.push(message));
      for (const { do: what, n } of steps) {
        if (what === 'send') {
          const message = `${sent.length} ${'x'.repeat(n)}`;
          sent.push(message);
          from.send(message);
        } else if (what === 'wait') await clock.advance(n);
        else if (what === 'pause' || what === 'resume') to[what]();
        else weather[what]('source', 'destination', n);
        expect(got).toEqual(sent.slice(0, got.length));
      }
      weather.release('source', 'destination');
      to.resume();
      await clock.advance(1_000_000);
      expect(got).toEqual(sent);
    }),
    { numRuns: 40 },
  );
});

describe.each(arms)('weather on a transport ($name)', ({ create }) => {
  test('holds, releases and cuts links wherever the listener said it was', async () => {
    const transport = create({ clock: realClock });
    const weather = createWeather({ clock: realClock });
    const { listener, links } = await listening(weather.wrap(transport, 'destination'));
    const source = weather.wrap(transport, 'source');
    const here = await source.connect(`${listener.url}/stream?x=1`, { maxMessageBytes });
    const there = first(links);
    weather.hold('source', 'destination');
    const got = messages(there, 1);
    let arrived = false;
    got.then(() => {
      arrived = true;
    });
    here.send('held');
    await turns(10);
    expect(arrived).toBe(false);
    weather.release('source', 'destination');
    expect(await got).toEqual(['held']);
    weather.partition('source', 'destination');
    expect((await closed(there)).clean).toBe(false);
    expect((await closed(here)).clean).toBe(false);
    await expect(source.connect(listener.url, { maxMessageBytes })).rejects.toThrow('No route to host');
    await listener.close();
    await expect(source.connect(listener.url, { maxMessageBytes })).rejects.toThrow('Connection refused');
  });
});

test('a host that listens at every interface has the weather of its own', async () => {
  const transport = createWebSocketTransport({ clock: realClock });
  const weather = createWeather({ clock: realClock });
  const at = { address: '0.0.0.0', port: 0 };
  const { listener } = await listening(weather.wrap(transport, 'destination'), { at });
  weather.partition('source', 'destination');
  const url = listener.url.replace('0.0.0.0', 'localhost');
  const connecting = weather.wrap(transport, 'source').connect(url, { maxMessageBytes });
  await expect(connecting).rejects.toThrow('No route to host');
});
