import { systemClock } from '../clock/index.ts';
import { connectToHost, relayedCausality } from '../host/client.ts';
import { createWebSocketTransport } from '../transport/index.ts';
import type { Connect } from './session.ts';

/** What this process heard from one host it tells the others. */
const causality = relayedCausality();

/** Connects to a host over WebSocket. */
export const connect: Connect = async (url, options) => {
  const transport = createWebSocketTransport({ clock: systemClock });
  const { onClose, ...client } = await connectToHost({ transport, clock: systemClock, url, causality, ...options });
  return { ...client, closed: new Promise(onClose) };
};
