import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arms, clock, closed, listening, maxMessageBytes, messages, pair, turns } from './arms.ts';

describe.each(arms)('a transport ($name)', ({ create, elsewhere }) => {
  const transport = () => create({ clock });

  test('carries text and bytes both ways, in order', async () => {
    const { here, there } = await pair(transport());
    const got = messages(there, 3);
    const answered = messages(here, 1);
    here.send('{"kind":"ping"}');
    here.send(Uint8Array.of(0, 1, 255));
    here.send('ü');
    there.send('answer');
    const [first, second, third] = await got;
    expect(first).toBe('{"kind":"ping"}');
    expect([...(second as Uint8Array)]).toEqual([0, 1, 255]);
    expect(third).toBe('ü');
    expect(await answered).toEqual(['answer']);
  });

  test('keeps the order of any sequence of messages', async () => {
    const { here, there } = await pair(transport());
    const queue: unknown[] = [];
    let wanted = { count: 0, done: () => {} };
    there.onMessage((message) => {
      queue.push(typeof message === 'string' ? message : [...message]);
      if (queue.length === wanted.count) wanted.done();
    });
    const message = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 10 }), async (sent) => {
        const all = new Promise<void>((done) => {
          wanted = { count: sent.length, done };
        });
        for (const one of sent) here.send(one);
        await all;
        const expected = sent.map((one) => (typeof one === 'string' ? one : [...one]));
        expect(queue.splice(0)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test('keeps messages until somebody wants them', async () => {
    const { here, there } = await pair(transport());
    here.send('early');
    here.send('later');
    await here.drained(1 << 20);
    await turns(5);
    expect(await messages(there, 2)).toEqual(['early', 'later']);
  });

  test('delivers nothing while paused, and all of it afterwards', async () => {
    const { here, there } = await pair(transport());
    const got = messages(there, 4);
    let all = false;
    got.then(() => {
      all = true;
    });
    there.pause();
    for (const text of ['a', 'b', 'c', 'd']) here.send(text);
    here.close();
    await turns(20);
    expect(all).toBe(false);
    there.resume();
    expect(await got).toEqual(['a', 'b', 'c', 'd']);
    expect((await closed(there)).clean).toBe(true);
  });

  test('a handler may pause in the middle of a burst', async () => {
    const { here, there } = await pair(transport());
    const got: unknown[] = [];
    there.onMessage((message) => {
      got.push(message);
      there.pause();
      clock.after(1, () => there.resume());
    });
    const end = closed(there);
    for (let n = 0; n < 20; n += 1) here.send(`${n}`);
    here.close();
    await end;
    expect(got).toEqual(Array.from({ length: 20 }, (_, n) => `${n}`));
  });

  test('a slow receiver slows the sender down', async () => {
    const { here, there } = await pair(transport(), { maxMessageBytes: 1 << 20 });
    there.pause();
    let received = 0;
    there.onMessage((message) => {
      received += message.length;
    });
    const page = new Uint8Array(1 << 20);
    for (let n = 0; n < 24; n += 1) here.send(page);
    let drained = false;
    const half = here.drained(1 << 20).then(() => {
      drained = true;
    });
    await turns(50);
    expect(drained).toBe(false);
    there.resume();
    await half;
    await here.drained(0);
    here.close();
    await closed(there);
    expect(received).toBe(24 << 20);
  });

  test('drained is over at once when little is waiting, and when the link is gone', async () => {
    const { here, there } = await pair(transport());
    await here.drained(0);
    there.pause();
    here.send('x'.repeat(1000));
    const waiting = here.drained(0);
    here.terminate();
    await waiting;
    await closed(here);
    await here.drained(0);
  });

  test('a sender that always waits for drained lets timers run', async () => {
    const { here, there } = await pair(transport(), { maxMessageBytes: 1 << 20 });
    there.onMessage(() => {});
    let ticks = 0;
    const tick = () => {
      ticks += 1;
      timer = clock.after(0, tick);
    };
    let timer = clock.after(0, tick);
    const frame = new Uint8Array(1 << 20);
    for (let n = 0; n < 64; n += 1) {
      here.send(frame);
      await here.drained(4 << 20);
    }
    timer.cancel();
    expect(ticks).toBeGreaterThan(2);
  });

  test('tells both ends once when one closes, after what was sent has left', async () => {
    const { here, there } = await pair(transport());
    const told: string[] = [];
    const got = messages(there, 1);
    here.onClose((why) => told.push(`here ${why.clean} ${why.reason}`));
    there.onClose((why) => told.push(`there ${why.clean} ${why.reason}`));
    here.send('last words');
    here.close('the migration is over');
    here.close('again');
    expect(await got).toEqual(['last words']);
    await Promise.all([closed(here), closed(there)]);
    await turns(5);
    expect(told.sort()).toEqual(['here true the migration is over', 'there true the migration is over']);
    here.onClose((why) => told.push(why.reason));
    expect(told).toHaveLength(3);
  });

  test('send after close does nothing', async () => {
    const { here, there } = await pair(transport());
    const got: unknown[] = [];
    there.onMessage((message) => got.push(message));
    here.close();
    here.send('too late');
    await Promise.all([closed(here), closed(there)]);
    here.send('much too late');
    there.send('likewise');
    here.close();
    here.terminate();
    await turns(5);
    expect(got).toEqual([]);
  });

  test('a link that is cut ends on both sides, uncleanly', async () => {
    const { here, there } = await pair(transport());
    here.terminate('connection closed due to keepalive timeout');
    expect(await closed(here)).toEqual({ clean: false, reason: 'connection closed due to keepalive timeout' });
    expect(await closed(there)).toEqual({
      clean: false,
      reason: 'End of file while reading data: Input/output error',
    });
  });

  test('both ends may close at once', async () => {
    const { here, there } = await pair(transport());
    here.close('from here');
    there.close('from there');
    expect((await closed(here)).clean).toBe(true);
    expect((await closed(there)).clean).toBe(true);
  });

  test('a message that is too large ends the link, and both ends know why', async () => {
    const { here, there } = await pair(transport());
    const got: unknown[] = [];
    there.onMessage((message) => got.push(message));
    here.send(new Uint8Array(maxMessageBytes));
    here.send(new Uint8Array(maxMessageBytes + 1));
    here.send('after it');
    const reason = `the peer sent a message of more than ${maxMessageBytes} bytes`;
    expect(await closed(there)).toEqual({ clean: false, reason });
    expect(await closed(here)).toEqual({ clean: false, reason: 'the peer refused a message as too large' });
    expect(got).toHaveLength(1);
  });

  test('the size of text is counted in bytes', async () => {
    const { here, there } = await pair(transport());
    here.send('ü'.repeat(maxMessageBytes / 2 + 1));
    expect((await closed(there)).clean).toBe(false);
  });

  test('the owner of the listener sees token and path, and decides', async () => {
    const wire = transport();
    const refuse = ({ token }: { token: string | undefined }) => (token === 'right' ? undefined : 'wrong token');
    const { listener, links } = await listening(wire, { refuse });
    const refused = { name: 'LibvirtError', code: 45, message: 'authentication failed: wrong token' };
    await expect(wire.connect(listener.url, { maxMessageBytes })).rejects.toMatchObject(refused);
    await expect(wire.connect(listener.url, { maxMessageBytes, token: 'left' })).rejects.toMatchObject(refused);
    await wire.connect(listener.url, { maxMessageBytes, token: 'right' });
    await wire.connect(`${listener.url}/stream/7?token=right`, { maxMessageBytes });
    expect(links.map(({ admission }) => [admission.token, admission.path])).toEqual([
      ['right', '/'],
      ['right', '/stream/7'],
    ]);
  });

  test('an address has one listener at a time', async () => {
    const wire = transport();
    const { listener } = await listening(wire);
    const port = Number(listener.url.split(':').at(-1));
    const again = { at: { address: '127.0.0.1', port } };
    await expect(listening(wire, again)).rejects.toMatchObject({
      code: 38,
      message: `Unable to bind to port '127.0.0.1:${port}': Address already in use`,
    });
    await listener.close();
    expect((await listening(wire, again)).listener.url).toBe(listener.url);
  });

  test('nobody there is libvirt’s sentence', async () => {
    await expect(transport().connect(elsewhere, { maxMessageBytes })).rejects.toMatchObject({
      name: 'LibvirtError',
      code: 38,
      domain: 7,
      message: "unable to connect to server at '127.0.0.1:1': Connection refused",
    });
  });

  test('a URL of another kind is refused', async () => {
    for (const url of ['http://127.0.0.1:1', 'nonsense', '']) {
      await expect(transport().connect(url, { maxMessageBytes })).rejects.toThrow(`invalid URL '${url}'`);
    }
  });

  test('holds no more links at once than allowed', async () => {
    const wire = create({ clock, connections: 1 });
    const { here, there, listener } = await pair(wire);
    const refused = { code: 39, message: 'Too many active clients (1)' };
    await expect(wire.connect(listener.url, { maxMessageBytes })).rejects.toMatchObject(refused);
    here.close();
    await Promise.all([closed(here), closed(there)]);
    await wire.connect(listener.url, { maxMessageBytes });
  });

  test('connecting can be canceled', async () => {
    const wire = transport();
    const { listener } = await listening(wire);
    const canceled = { code: 78, message: expect.stringMatching(/^operation aborted: connection to '.*': canceled/) };
    const aborted = AbortSignal.abort();
    await expect(wire.connect(listener.url, { maxMessageBytes, signal: aborted })).rejects.toMatchObject(canceled);
    const control = new AbortController();
    const connecting = wire.connect(listener.url, { maxMessageBytes, signal: control.signal });
    control.abort();
    await expect(connecting).rejects.toMatchObject(canceled);
  });

  test('closing a listener ends its links but lets those that close politely finish', async () => {
    const wire = transport();
    const { listener, links } = await listening(wire);
    const [open, closing] = [
      await wire.connect(listener.url, { maxMessageBytes }),
      await wire.connect(listener.url, { maxMessageBytes }),
    ];
    const got = messages(closing, 1);
    links[1]?.link.send('goodbye');
    links[1]?.link.close('shutting down');
    await listener.close();
    expect(await got).toEqual(['goodbye']);
    expect(await closed(closing)).toEqual({ clean: true, reason: 'shutting down' });
    expect((await closed(open)).clean).toBe(false);
    await listener.close();
    await expect(wire.connect(listener.url, { maxMessageBytes })).rejects.toThrow('Connection refused');
  });
});
