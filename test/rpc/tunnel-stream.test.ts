import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tunnelStream } from '../../src/rpc/migration/index.ts';

/** What one end sends, in one piece. */
function sent(messages: readonly Uint8Array[]): Buffer {
  const written: Uint8Array[] = [];
  const tunnel = tunnelStream();
  tunnel.attach({ write: (bytes) => void written.push(bytes), drained: async () => {}, finish: () => {} });
  for (const message of messages) tunnel.stream.send(message);
  return Buffer.concat(written);
}

test('however a stream cuts them, messages come out whole and in order', async () => {
  const message = fc.uint8Array({ minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(message), fc.infiniteStream(fc.integer({ min: 1, max: 30 })), async (messages, sizes) => {
      const bytes = sent(messages);
      const came: Uint8Array[] = [];
      const tunnel = tunnelStream();
      tunnel.stream.onMessage(async (one) => void came.push(new Uint8Array(one)));
      for (let at = 0; at < bytes.length; ) {
        const size = sizes.next().value;
        await tunnel.take(bytes.subarray(at, at + size));
        at += size;
      }
      expect(came).toEqual(messages);
    }),
  );
});

test('what is no tunnel is refused before anything is kept for it', async () => {
  await expect(tunnelStream().take(Buffer.from('QEVM, a stream of QEMU itself'))).rejects.toThrow('too large');
});

test('a message of no bytes ends the stream', () => {
  let finished = false;
  const tunnel = tunnelStream();
  tunnel.attach({
    write: () => {},
    drained: async () => {},
    finish: () => {
      finished = true;
    },
  });
  tunnel.stream.send(new Uint8Array());
  expect(finished).toBe(true);
});
