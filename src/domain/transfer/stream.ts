import { type Clock, sleep } from '../../clock/index.ts';
import { LibvirtError, ProtocolError } from '../../protocol/errors.ts';
import type { Link } from '../../transport/link.ts';
import { createAnswers } from './answers.ts';
import { createChannels } from './channels.ts';
import { parseAs, type Reply, reply, streamLost } from './messages.ts';

/** Milliseconds for an answer: as long as libvirt's keepalive lets a silent peer be (6 times 5 seconds). */
const answerMs = 30_000;

/** The sender's end of a migration stream. Whatever ends it, every wait on it rejects with the same error. */
export interface SenderStream {
  /** @throws the error that ended the stream, if one did. */
  check(): void;
  /** Memory of at least so many bytes for the next frame. */
  buffer(bytes: number): Buffer;
  /** Sends a frame in its pieces, and waits until little enough is in flight; `left` is called once it has left. */
  post(pieces: readonly Uint8Array[], left?: () => void): Promise<void>;
  /** From the next frame on, frames go over these links in turn. */
  widen(links: readonly Link[]): void;
  /** From now on little is in flight, so that what is sent next arrives soon. */
  hurry(): void;
  /** Waits `ms`, or until the stream fails. */
  wait(ms: number): Promise<void>;
  /** The receiver's next answer, for which it has 30 seconds from when everything has left. */
  answer(): Promise<Reply>;
  /** Ends the stream with an error; what ended it first counts. */
  fail(error: LibvirtError): void;
  /** The same, because somebody wished it. */
  cancel(error?: LibvirtError): void;
  /** Ends the stream politely: everything was said. */
  close(): void;
}

/** Why a stream is over. */
export type StreamEnd = 'completed' | 'failed' | 'cancelled';

export interface SenderStreamOptions {
  readonly link: Link;
  readonly clock: Clock;
  /** Cancels the migration; a LibvirtError as its reason becomes the migration's error. */
  readonly signal?: AbortSignal | undefined;
  /** The receiver's guest waits for that page. */
  readonly onWant: (page: number) => void;
  /** Called once. */
  readonly onEnd: (end: StreamEnd) => void;
}

export function openSenderStream({ link, clock, signal, onWant, onEnd }: SenderStreamOptions): SenderStream {
  const over = new AbortController();
  const answers = createAnswers();
  const channels = createChannels(link);
  let failure: LibvirtError | undefined;

  const end = (how: StreamEnd) => {
    over.abort();
    signal?.removeEventListener('abort', obey);
    onEnd(how);
  };
  const breakOff = (how: StreamEnd, error: LibvirtError) => {
    if (over.signal.aborted) return;
    failure = error;
    answers.fail(error);
    end(how);
    channels.terminate();
  };
  const fail = (error: LibvirtError) => breakOff('failed', error);
  const cancel = (error = cancelled(signal)) => breakOff('cancelled', error);
  const obey = () => cancel();
  const check = () => {
    if (failure) throw failure;
  };
  const failWith = (one: Link) => one.onClose(({ reason }) => fail(streamLost(reason)));
  link.onMessage((message) => take(message, { put: answers.put, fail, onWant }));
  failWith(link);
  signal?.addEventListener('abort', obey, { once: true });
  if (signal?.aborted) cancel();

  return {
    check,
    buffer: channels.buffer,
    async post(pieces, left) {
      check();
      await channels.send(pieces, left);
      check();
    },
    widen(links) {
      channels.widen(links);
      links.forEach(failWith);
    },
    hurry: channels.hurry,
    async wait(ms) {
      await sleep(clock, ms, over.signal);
      check();
    },
    async answer() {
      await channels.drained();
      const timer = clock.after(answerMs, () => fail(streamLost('the receiver does not answer')));
      return await answers.next().finally(timer.cancel);
    },
    fail,
    cancel,
    close() {
      if (!over.signal.aborted) end('completed');
      channels.close();
    },
  };
}

/** What a cancelled migration fails with, unless the canceller said so itself (virsh domjobabort, libvirt 9). */
function cancelled(signal: AbortSignal | undefined): LibvirtError {
  if (signal?.reason instanceof LibvirtError) return signal.reason;
  return new LibvirtError('operation aborted', "job 'migration out' canceled by client", 'qemu');
}

interface Taking {
  readonly put: (answer: Reply) => void;
  readonly fail: (error: LibvirtError) => void;
  readonly onWant: (page: number) => void;
}

/** The receiver's own reason is the cause of libvirt's text, which knows none. */
function take(message: string | Uint8Array, { put, fail, onWant }: Taking): void {
  try {
    const answer = parseAs(reply, typeof message === 'string' ? message : '', 'answer');
    if (answer.reply === 'failed') fail(streamLost(answer.why));
    else if (answer.reply === 'want') onWant(answer.page);
    else put(answer);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    fail(streamLost(error));
  }
}
