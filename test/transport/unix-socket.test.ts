import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWebSocketTransport } from '../../src/transport/index.ts';
import { clock, listening, maxMessageBytes, messages, pair } from './arms.ts';

const transport = createWebSocketTransport({ clock });

async function ownDirectory(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'hooklab-socket-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return root;
}

/** What a host that was killed leaves: a socket at which nobody listens. */
async function abandonedSocket(path: string): Promise<void> {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script]), 'exit');
}

test('a unix socket is its owner’s only, and goes when the listener closes', async () => {
  const root = await ownDirectory();
  const socket = join(root, 'run/hooklab sock');
  const { here, there, listener, admission } = await pair(transport, { at: { socket } });
  expect(listener.url).toBe(`ws+unix://${socket}:/`);
  const { mode } = await stat(socket);
  expect((mode & 0o777).toString(8)).toBe('600');
  expect(admission.remoteAddress).toBe('unix socket');
  const got = messages(there, 1);
  here.send('hello');
  expect(await got).toEqual(['hello']);
  expect(await readdir(join(root, 'run'))).toEqual(['hooklab sock']);
  await listener.close();
  expect(await readdir(join(root, 'run'))).toEqual([]);
});

test('path and token reach the owner over a unix socket too', async () => {
  const socket = join(await ownDirectory(), 'sock');
  const { listener, links } = await listening(transport, { at: { socket } });
  await transport.connect(`${listener.url}stream/1?token=secret`, { maxMessageBytes });
  expect(links[0]?.admission).toMatchObject({ path: '/stream/1', token: 'secret' });
});

test('a socket whose owner is gone is replaced', async () => {
  const socket = join(await ownDirectory(), 'sock');
  await abandonedSocket(socket);
  await expect(transport.connect(`ws+unix://${socket}:/`, { maxMessageBytes })).rejects.toThrow(
    `Failed to connect socket to '${socket}': Connection refused`,
  );
  await pair(transport, { at: { socket } });
});

test('the socket of a host that lives is left alone, and so is a file of another kind', async () => {
  const root = await ownDirectory();
  const socket = join(root, 'sock');
  const { listener } = await listening(transport, { at: { socket } });
  const refused = (path: string) => ({
    code: 38,
    message: `Failed to bind socket to '${path}': Address already in use`,
  });
  await expect(listening(transport, { at: { socket } })).rejects.toMatchObject(refused(socket));
  await transport.connect(listener.url, { maxMessageBytes });
  const file = join(root, 'file');
  await writeFile(file, 'precious');
  await expect(listening(transport, { at: { socket: file } })).rejects.toMatchObject(refused(file));
  expect(await readdir(root)).toEqual(['file', 'sock']);
});

test('closing a listener leaves a socket alone that somebody else has put there since', async () => {
  const socket = join(await ownDirectory(), 'sock');
  const first = await listening(transport, { at: { socket } });
  await rm(socket);
  await listening(transport, { at: { socket } });
  await first.listener.close();
  await transport.connect(`ws+unix://${socket}:/`, { maxMessageBytes });
});

test('no socket, and a path too long for one, are libvirt’s sentences', async () => {
  const root = await ownDirectory();
  const none = join(root, 'none');
  await expect(transport.connect(`ws+unix://${none}:/`, { maxMessageBytes })).rejects.toThrow(
    `Failed to connect socket to '${none}': No such file or directory`,
  );
  const long = join(root, 'x'.repeat(100));
  const refused = `Path ${long} too long for unix socket: File name too long`;
  await expect(transport.connect(`ws+unix://${long}:/`, { maxMessageBytes })).rejects.toThrow(refused);
  await expect(listening(transport, { at: { socket: long } })).rejects.toThrow(refused);
});

test('what was said before the speaker went is heard, although no answer reaches it any more', async () => {
  const socket = join(await ownDirectory(), 'sock');
  const { here, there } = await pair(transport, { at: { socket } });
  const heard: string[] = [];
  there.onMessage((message) => {
    heard.push(String(message));
    there.send('answer');
  });
  const gone = new Promise((resolve) => there.onClose(resolve));
  for (const word of ['are', 'you', 'there']) here.send(word);
  here.terminate();
  await gone;
  expect(heard).toEqual(['are', 'you', 'there']);
});
