import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { keepalive, type Link, type LinkClosed } from '../../src/transport/index.ts';

/** A link that only remembers how it was cut. */
function watched(options: { intervalSeconds?: number; count?: number } = {}) {
  const clock = virtualClock();
  const sent: [string, number][] = [];
  const cut: [string | undefined, number][] = [];
  const seconds = () => clock.monotonic() / 1000;
  let tellClosed: (closed: LinkClosed) => void = () => undefined;
  const link = {
    terminate: (reason?: string) => void cut.push([reason, seconds()]),
    onClose: (handler: (closed: LinkClosed) => void) => {
      tellClosed = handler;
    },
  } as Partial<Link> as Link;
  const alive = keepalive(link, { clock, send: (kind) => void sent.push([kind, seconds()]), ...options });
  return { clock, sent, cut, alive, close: () => tellClosed({ clean: true, reason: 'over' }) };
}

test('a silent peer is asked five times and given up after 30 seconds, as the recordings of libvirt show', async () => {
  const { clock, sent, cut } = watched();
  await clock.advance(60_000);
  expect(sent).toEqual([5, 10, 15, 20, 25].map((at) => ['ping', at]));
  expect(cut).toEqual([['connection closed due to keepalive timeout', 30]]);
});

test('any message counts as a sign of life', async () => {
  const { clock, sent, cut, alive } = watched();
  await clock.advance(29_000);
  expect(alive.heard('event')).toBe(false);
  await clock.advance(29_999);
  expect(cut).toEqual([]);
  expect(sent.slice(5)).toEqual([34, 39, 44, 49, 54].map((at) => ['ping', at]));
  await clock.advance(1);
  expect(cut).toHaveLength(1);
});

test('the silence of a peer that is not read means nothing, but it is asked', async () => {
  const { clock, sent, cut, alive } = watched();
  alive.excuse(true);
  await clock.advance(60_000);
  expect(cut).toEqual([]);
  expect(sent).toHaveLength(12);
  alive.excuse(false);
  await clock.advance(30_000);
  expect(cut).toHaveLength(1);
});

test('a busy link is never asked', async () => {
  const { clock, sent, alive } = watched();
  for (let n = 0; n < 20; n += 1) {
    await clock.advance(4000);
    alive.heard('reply');
  }
  expect(sent).toEqual([]);
});

test('a ping is answered, and neither it nor its answer is anybody else’s business', () => {
  const { sent, alive } = watched();
  expect(alive.heard('ping')).toBe(true);
  expect(alive.heard('pong')).toBe(true);
  expect(sent).toEqual([['pong', 0]]);
});

test('interval and count are the host’s to choose', async () => {
  const { clock, sent, cut } = watched({ intervalSeconds: 1, count: 0 });
  await clock.advance(10_000);
  expect(sent).toEqual([]);
  expect(cut).toEqual([['connection closed due to keepalive timeout', 1]]);
});

test('an interval of 0 asks nothing but still answers', async () => {
  const { clock, sent, cut, alive } = watched({ intervalSeconds: 0 });
  await clock.advance(100_000);
  alive.heard('ping');
  await clock.advance(100_000);
  expect([sent.map(([kind]) => kind), cut]).toEqual([['pong'], []]);
});

test('a closed link is not asked', async () => {
  const { clock, sent, close, alive } = watched();
  close();
  alive.heard('event');
  await clock.advance(100_000);
  expect(sent).toEqual([]);
});
