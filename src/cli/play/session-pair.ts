import { readFile } from 'node:fs/promises';
import { systemClock } from '../../clock/index.ts';
import { connectToHost, type HostClient, relayedCausality } from '../../host/client.ts';
import { createWebSocketTransport } from '../../transport/index.ts';
import { ancestors } from '../ancestors.ts';

/** Two hosts a command works with, a connection to each. */
export interface Pair {
  readonly source: HostClient;
  readonly destination: HostClient;
  /** What the source host reaches the destination at. */
  readonly destinationUrl: string;
  close(): Promise<void>;
}

/** Connects to both. @throws LibvirtError when one cannot be reached. */
export async function connectPair(sourceUrl: string, destinationUrl: string, token?: string): Promise<Pair> {
  const transport = createWebSocketTransport({ clock: systemClock });
  const causality = relayedCausality();
  const connect = (url: string) =>
    connectToHost({ transport, clock: systemClock, url, token, client: 'hooklab', ancestors: ancestors(), causality });
  const source = await connect(sourceUrl);
  const destination = await connect(destinationUrl).catch(async (error) => {
    await source.close();
    throw error;
  });
  return {
    source,
    destination,
    destinationUrl,
    async close() {
      await source.close();
      await destination.close();
    },
  };
}

/** Reads a guest's XML; `-` is stdin. */
export const readXml = (path: string): Promise<string> => readFile(path === '-' ? '/dev/stdin' : path, 'utf8');
