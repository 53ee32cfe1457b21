import { systemClock } from '../clock/index.ts';
import { connectToHost } from '../host/client.ts';
import { createWebSocketTransport } from '../transport/index.ts';
import type { Connect } from './session.ts';

/** Connects to a host over WebSocket. */
export const connect: Connect = async (url, options) => {
  const transport = createWebSocketTransport({ clock: systemClock });
  const { onClose, ...client } = await connectToHost({ transport, clock: systemClock, url, ...options });
  return { ...client, closed: new Promise(onClose) };
};
