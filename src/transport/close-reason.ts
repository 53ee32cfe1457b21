import type { LinkClosed } from './link.ts';

/** libvirt's words for a connection whose other end is gone without a word (virNetSocketReadWire). */
export const endOfFile: LinkClosed = {
  clean: false,
  reason: 'End of file while reading data: Input/output error',
};

/** This end closed the link in order. */
export const closedHere = (reason = 'closed by this end'): LinkClosed => ({ clean: true, reason });

/** The other end closed the link in order. */
export const closedThere = (reason?: string): LinkClosed => ({ clean: true, reason: reason || 'closed by the peer' });

/** This end cut the link. */
export const cutHere = (reason = 'cut by this end'): LinkClosed => ({ clean: false, reason });

/** This end refuses a message for its size. */
export const tooLarge = (maxMessageBytes: number): LinkClosed => ({
  clean: false,
  reason: `the peer sent a message of more than ${maxMessageBytes} bytes`,
});

/** The other end refused a message for its size. */
export const foundTooLarge: LinkClosed = { clean: false, reason: 'the peer refused a message as too large' };
