import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryTransport, listenInRange, type Transport } from '../../src/transport/index.ts';
import { arms, clock, listening, maxMessageBytes } from './arms.ts';

const options = { address: '127.0.0.1', maxMessageBytes, refuse: () => undefined, onLink: () => undefined };
const portOf = (url: string) => Number(url.split(':').at(-1));

/** A port that the system has just called free: the range below starts there. */
async function freePort(transport: Transport): Promise<number> {
  const { listener } = await listening(transport);
  await listener.close();
  return portOf(listener.url);
}

describe.each(arms)('the ports of migration streams ($name)', ({ create }) => {
  test('the first unused one is taken, and is free again when its listener closes', async () => {
    const transport = create({ clock });
    const min = await freePort(transport);
    const range = { ...options, min, max: min + 20 };
    const listen = async () => {
      const listener = await listenInRange(transport, range);
      onTestFinished(() => listener.close());
      return listener;
    };
    const [first, second, third] = [await listen(), await listen(), await listen()];
    const ports = [first, second, third].map(({ url }) => portOf(url));
    expect(ports).toEqual([...new Set(ports)].sort((a, b) => a - b));
    await second.close();
    expect((await listen()).url).toBe(second.url);
  });

  test('no port left is libvirt’s sentence', async () => {
    const transport = create({ clock });
    const { listener } = await listening(transport);
    const port = portOf(listener.url);
    await expect(listenInRange(transport, { ...options, min: port, max: port })).rejects.toMatchObject({
      code: 1,
      message: `internal error: Unable to find an unused port in range 'migration' (${port}-${port})`,
    });
  });

  test('another failure than a taken port is told at once', async () => {
    const failing: Transport = {
      ...create({ clock }),
      listen: () => Promise.reject(new Error('no network')),
    };
    await expect(listenInRange(failing, options)).rejects.toThrow('no network');
  });
});

test('the range is 49152-49215 by default', async () => {
  const transport = createMemoryTransport({ clock });
  const taken = [];
  for (let n = 0; n < 64; n += 1) taken.push(await listenInRange(transport, options));
  expect([taken[0]?.url, taken[63]?.url]).toEqual(['memory://127.0.0.1:49152', 'memory://127.0.0.1:49215']);
  await expect(listenInRange(transport, options)).rejects.toThrow("in range 'migration' (49152-49215)");
  await taken[20]?.close();
  expect((await listenInRange(transport, options)).url).toBe('memory://127.0.0.1:49172');
});
