import { expect, test } from 'vitest';
import { createWebSocketTransport, type TlsFiles } from '../../src/transport/index.ts';
import { clock, listening, maxMessageBytes, messages, pair } from './arms.ts';

/** An authority, and a certificate of its for localhost and 127.0.0.1; made for these tests, valid for 100 years. */
const file = (name: string) => `test/fixtures/tls/${name}.pem`;
const own = { certificate: file('host'), key: file('host-key') };
const authority = file('ca');
const over = (tls?: TlsFiles) => createWebSocketTransport({ clock, tls });
const listener = async (tls?: TlsFiles) => (await listening(over(tls))).listener.url;
const connected = async (url: string, tls?: TlsFiles) => over(tls).connect(url, { maxMessageBytes });

test('text and pages cross a link of TLS both ways', async () => {
  const { here, there, listener } = await pair(over({ ...own, authority }));
  expect(listener.url).toMatch(/^wss:\/\/127\.0\.0\.1:\d+$/);
  here.send('hello');
  there.send([new Uint8Array(40_000).fill(1), new Uint8Array(20_000).fill(2)]);
  expect(await messages(there, 1)).toEqual(['hello']);
  const [page] = await messages(here, 1);
  expect(Buffer.compare(page as Uint8Array, Buffer.concat([Buffer.alloc(40_000, 1), Buffer.alloc(20_000, 2)]))).toBe(0);
});

test('a certificate that nobody trusts is told as that', async () => {
  await expect(connected(await listener(own))).rejects.toThrow(
    /^authentication failed: the certificate of '127\.0\.0\.1:\d+' is not trusted: unable to verify the first certificate$/,
  );
});

test('a certificate is good for the names in it only', async () => {
  const url = (await listener(own)).replace('127.0.0.1', '127.1');
  await expect(connected(url.replace('127.1', '127.0.0.2'), { authority })).rejects.toThrow(/127\.0\.0\.2/);
  await expect(connected(url, { authority })).resolves.toMatchObject({ peer: expect.stringContaining('127.0.0.1') });
});

test('with an authority who connects must show a certificate of it, unless anybody may', async () => {
  const strict = await listener({ ...own, authority });
  await expect(connected(strict, { authority })).rejects.toThrow(
    'authentication failed: this host wants a certificate and none was given',
  );
  await expect(connected(strict, { ...own, authority })).resolves.toBeDefined();
  await expect(connected(await listener({ ...own, authority, anyClient: true }), { authority })).resolves.toBeDefined();
});

test('TLS where there is none, and none where there is TLS, are one sentence each', async () => {
  const plain = (await listener()).replace('ws:', 'wss:');
  await expect(connected(plain)).rejects.toThrow(
    /^server at '127\.0\.0\.1:\d+' does not speak TLS: connect with ws:\/\/$/,
  );
  const secret = (await listener(own)).replace('wss:', 'ws:');
  await expect(connected(secret)).rejects.toThrow(/Connection reset by peer; if it speaks TLS, connect with wss:\/\/$/);
});

test.each([
  [{ ...own, key: '/nosuch/key.pem' }, "Cannot read private key '/nosuch/key.pem': No such file or directory"],
  [{ ...own, certificate: '/nosuch' }, "Cannot read certificate '/nosuch': No such file or directory"],
  [{ ...own, authority: '/nosuch' }, "Cannot read CA certificate '/nosuch': No such file or directory"],
  [{ ...own, authority: 'package.json' }, 'Unable to import CA certificate package.json: '],
  [{ ...own, key: file('ca') }, 'Unable to set x509 key and certificate: test/fixtures/tls/ca.pem, '],
])('files that are of no use are named', async (tls, text) => {
  await expect(listener(tls)).rejects.toThrow(text);
});
