import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/clock/index.ts';
import { connectToHost } from '../src/host/client.ts';
import { spawnHost } from '../src/host/spawn.ts';
import { createWebSocketTransport } from '../src/transport/index.ts';

/** A host process that listens on every address and wants the token it made. */
export async function startTokenHost() {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-token-'));
  const file = join(folder, 'token');
  const options = [
    '--state',
    join(folder, 'state'),
    '--hooks',
    join(folder, 'hooks'),
    '--listen',
    'ws://0.0.0.0:0',
    '--token-file',
    file,
  ];
  const host = await spawnHost({ clock: systemClock, entry: 'source', environment: process.env, options });
  const url = host.url.replace('0.0.0.0', '127.0.0.1');
  const transport = createWebSocketTransport({ clock: systemClock });
  return {
    token: readFileSync(file, 'utf8').trim(),
    mode: statSync(file).mode & 0o777,
    connect: (token: string | undefined) =>
      connectToHost({ transport, clock: systemClock, url, token, client: 'test' }),
    async [Symbol.asyncDispose]() {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
