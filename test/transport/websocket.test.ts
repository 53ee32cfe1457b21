import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { virtualClock } from '../../src/clock/index.ts';
import { createWebSocketTransport } from '../../src/transport/index.ts';
import { clock, closed, first, listening, maxMessageBytes, messages, pair } from './arms.ts';

const transport = createWebSocketTransport({ clock });
const options = { maxMessageBytes };

/** What an HTTP request to the listener is answered. */
function ask(url: string, headers: Record<string, string>): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url.replace('ws:', 'http:'), { headers }, async (response) => {
      let body = '';
      for await (const part of response.setEncoding('utf8')) body += part;
      resolve({ status: response.statusCode, body });
    });
    asked.on('error', reject).end();
  });
}

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
};

/** A TCP server that is no host of ours. */
async function stranger(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('plain HTTP is told what this port is for', async () => {
  const { listener } = await listening(transport);
  const answer = { status: 426, body: 'This port speaks WebSocket and not plain HTTP.\n' };
  expect(await ask(listener.url, {})).toEqual(answer);
  // As curl --http2 does.
  expect(await ask(listener.url, { Connection: 'Upgrade', Upgrade: 'h2c' })).toEqual(answer);
});

test('a page in a browser is refused whatever token it has', async () => {
  const { listener, links } = await listening(transport, { refuse: () => undefined });
  const { status, body } = await ask(`${listener.url}/?token=right`, { ...upgrade, Origin: 'http://127.0.0.1' });
  expect({ status, body }).toEqual({ status: 403, body: 'Pages in a browser may not connect to this host.\n' });
  expect(links).toEqual([]);
});

test('a wrong token is told by HTTP status', async () => {
  const { listener } = await listening(transport, { refuse: () => 'the token is wrong' });
  expect(await ask(listener.url, upgrade)).toEqual({ status: 401, body: 'the token is wrong\n' });
});

test('a broken handshake does not disturb the listener', async () => {
  const { listener } = await listening(transport);
  const port = Number(listener.url.split(':').at(-1));
  for (const bytes of [
    'GARBAGE\r\n\r\n',
    'GET //[ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  ]) {
    const socket = dial(port, '127.0.0.1');
    const answer = await new Promise<string>((resolve) => {
      socket.once('data', (data) => resolve(data.toString()));
      socket.write(bytes);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  }
  await transport.connect(listener.url, options);
});

test('text that is not UTF-8 ends the link', async () => {
  const { listener, links } = await listening(transport);
  const client = new WebSocket(listener.url);
  await new Promise((resolve) => client.once('open', resolve));
  const code = new Promise((resolve) => client.once('close', resolve));
  client.send(Uint8Array.of(0xff), { binary: false });
  expect(await closed(first(links))).toEqual({ clean: false, reason: 'the peer sent text that is not UTF-8' });
  expect(await code).toBe(1007);
});

test('a frame that announces too much is refused before it has come', async () => {
  const { listener, links } = await listening(transport);
  const client = new WebSocket(listener.url);
  await new Promise((resolve) => client.once('open', resolve));
  const code = new Promise((resolve) => client.once('close', resolve));
  client.send(new Uint8Array(maxMessageBytes + 1));
  expect(await code).toBe(1009);
  expect((await closed(first(links))).clean).toBe(false);
});

test('a reason too long for a close frame is cut between two characters', async () => {
  const { here, there } = await pair(transport);
  here.close('ü'.repeat(100));
  expect(await closed(there)).toEqual({ clean: true, reason: 'ü'.repeat(61) });
});

test('the client masks with zeros, so that frames cross the wire as they are', async () => {
  let handshake = '';
  const frame = new Promise<Buffer>((resolve) => {
    stranger((socket) => {
      socket.on('data', (data) => {
        if (handshake) return resolve(data);
        handshake = data.toString();
        const key = /Sec-WebSocket-Key: (.*)\r\n/.exec(handshake)?.[1];
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        const lines = [
          'HTTP/1.1 101 OK',
          'Upgrade: websocket',
          'Connection: Upgrade',
          `Sec-WebSocket-Accept: ${accept}`,
        ];
        socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      });
    }).then(async (address) => {
      const link = await transport.connect(`ws://${address}/x`, { ...options, token: 'secret' });
      onTestFinished(() => link.terminate());
      link.send('pages');
    });
  });
  expect([...(await frame)]).toEqual([0x81, 0x85, 0, 0, 0, 0, ...Buffer.from('pages')]);
  expect(handshake).toContain('Authorization: Bearer secret\r\n');
  expect(handshake).not.toContain('permessage-deflate');
});

test('a server that is no hooklab host is told apart', async () => {
  const http = await stranger((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'));
  await expect(transport.connect(`ws://${http}`, options)).rejects.toThrow(
    `unable to connect to server at '${http}': HTTP status 200 instead of a WebSocket`,
  );
  const ssh = await stranger((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
  await expect(transport.connect(`ws://${ssh}`, options)).rejects.toThrow(`unable to connect to server at '${ssh}': `);
  const rude = await stranger((socket) => socket.destroy());
  await expect(transport.connect(`ws://${rude}`, options)).rejects.toThrow(
    `unable to connect to server at '${rude}': Connection reset by peer`,
  );
});

test('a server that never answers is given up after timeoutMs', async () => {
  const time = virtualClock();
  const asked = new Promise<void>((resolve) => {
    stranger((socket) => void socket.once('data', () => resolve())).then((address) => {
      const connecting = createWebSocketTransport({ clock: time }).connect(`ws://${address}`, options);
      connecting.catch((error) => outcome.push(error.message, address));
    });
  });
  const outcome: string[] = [];
  await asked;
  await time.advance(9_999);
  expect(outcome).toEqual([]);
  await time.advance(1);
  expect(outcome[0]).toBe(`unable to connect to server at '${outcome[1]}': Connection timed out`);
});

test('a name that does not resolve is libvirt’s sentence', async () => {
  await expect(transport.connect('ws://no-such-host.invalid:16509', options)).rejects.toThrow(
    /^Unable to resolve address 'no-such-host\.invalid' service '16509': (Name or service not known|Temporary failure)/,
  );
});

test('a token that no header can carry is one sentence too', async () => {
  const { listener } = await listening(transport);
  await expect(transport.connect(listener.url, { ...options, token: 'a\nb' })).rejects.toMatchObject({
    name: 'LibvirtError',
    message: expect.stringMatching(/^unable to connect to server at '127\.0\.0\.1:\d+': Invalid character/),
  });
});

test('an address that is not ours cannot be listened at', async () => {
  await expect(listening(transport, { at: { address: '192.0.2.1', port: 0 } })).rejects.toMatchObject({
    code: 38,
    message: "Unable to bind to port '192.0.2.1:0': Cannot assign requested address",
  });
});

test('a peer that does not answer a close is cut after a while', async () => {
  const time = virtualClock();
  const wire = createWebSocketTransport({ clock: time, closeMs: 3000 });
  const { listener, links } = await listening(wire);
  const deaf = dial(Number(listener.url.split(':').at(-1)), '127.0.0.1');
  onTestFinished(() => void deaf.destroy());
  const lines = Object.entries(upgrade).map(([name, value]) => `${name}: ${value}\r\n`);
  deaf.write(`GET / HTTP/1.1\r\nHost: x\r\n${lines.join('')}\r\n`);
  await new Promise((resolve) => deaf.once('data', resolve));
  const link = first(links);
  let over = false;
  const end = closed(link).then((why) => {
    over = true;
    return why;
  });
  link.close('done');
  await time.advance(2999);
  expect(over).toBe(false);
  await time.advance(1);
  expect(await end).toEqual({ clean: true, reason: 'done' });
});

test('links carry whole messages however large the frame that ws reads at once', async () => {
  const { here, there } = await pair(transport, { maxMessageBytes: 4 << 20 });
  const got = messages(there, 2);
  const large = new Uint8Array(3 << 20).map((_, n) => n % 251);
  here.send(large);
  here.send('after');
  const [bytes, text] = await got;
  expect(Buffer.compare(bytes as Uint8Array, large)).toBe(0);
  expect(text).toBe('after');
});
