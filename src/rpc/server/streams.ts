import type { LibvirtError } from '../../protocol/errors.ts';
import { toErrorValue } from '../../protocol/errors.ts';
import { inTurn } from '../in-turn.ts';
import type { Packet } from '../packet.ts';
import { remoteError, toRemoteError } from '../types/error.ts';
import type { PacketWire } from '../wire.ts';
import { badXdr, decode, encode, hyper, struct, uint } from '../xdr/index.ts';

/** What the client's end of a stream brings. */
export interface StreamSink {
  /** The client is not read while this is worked on; what it rejects with ends the stream. */
  data(bytes: Uint8Array): Promise<void> | void;
  /** So many bytes of zeros that were not sent. */
  hole?(bytes: bigint): Promise<void> | void;
  /** The client has finished, and waits until everything it sent has been taken: what this resolves or rejects with. */
  finished(): Promise<void> | void;
  /** The client has given up, or is gone. */
  aborted(): void;
}

/** This end of a stream. */
export interface CallStream {
  /** Sends bytes; many are sent in pieces. */
  write(bytes: Uint8Array): void;
  /** So many bytes of zeros, which are not sent. */
  hole(bytes: bigint): void;
  /** Resolves once at most so many bytes wait to leave. */
  drained(bytes: number): Promise<void>;
  /** Nothing more comes from this end; the client is to finish the stream. */
  end(): void;
  /** Ends the stream with an error. */
  fail(error: LibvirtError): void;
}

/** The streams of one connection, each by the procedure and serial number of the call that opened it. */
export interface Streams {
  /** The stream of a call; it sends nothing before `started`. */
  open(call: Packet, sink: StreamSink): CallStream;
  started(call: Packet): void;
  /** The call was refused: its stream never was. */
  dropped(call: Packet): void;
  /** Takes a packet of type `stream`; one that belongs to no stream is late and dropped, as libvirt does. */
  receive(packet: Packet): void;
  /** The connection is gone. */
  abortAll(): void;
}

/** virNetMessage's payload of old: what libvirtd puts into one packet of a stream. */
const pieceBytes = 262_120;

interface OpenStream {
  readonly sink: StreamSink;
  readonly send: (packet: Pick<Packet, 'status' | 'payload'>) => void;
  readonly start: () => void;
  /** Does what comes one after the other. */
  readonly next: ReturnType<typeof inTurn>;
}

const nothing = new Uint8Array();

/** virNetStreamHole. */
const streamHole = struct({ length: hyper, flags: uint });

/** @throws ProtocolError (HOOKLAB_BAD_MESSAGE) for a packet that is none. */
function holeIn({ payload }: Packet): bigint {
  const { length } = decode(streamHole, payload);
  if (length >= 0n) return length;
  throw badXdr(`a hole of ${length} bytes`);
}

const failure = (error: unknown) =>
  ({ status: 'error', payload: encode(remoteError, toRemoteError(toErrorValue(error))) }) as const;

/** What streams need of the connection. */
type StreamsWire = Pick<PacketWire, 'send' | 'drained' | 'pause' | 'resume'>;

export function createStreams({ send, drained, pause, resume }: StreamsWire): Streams {
  const open = new Map<string, OpenStream>();
  const keyOf = ({ procedure, serial }: Packet) => `${procedure} ${serial}`;

  function add(call: Packet, sink: StreamSink): CallStream {
    const key = keyOf(call);
    let waiting: Packet[] | undefined = [];
    const own = (packet: Pick<Packet, 'status' | 'payload'> & Partial<Pick<Packet, 'type'>>) => {
      const whole = { ...call, type: 'stream', ...packet } as const;
      if (waiting) waiting.push(whole);
      else send(whole);
    };
    const start = () => {
      for (const packet of waiting ?? []) send(packet);
      waiting = undefined;
    };
    open.set(key, { sink, send: own, start, next: inTurn() });
    const isOpen = () => open.has(key);
    return {
      write(bytes) {
        for (let at = 0; at < bytes.length && isOpen(); at += pieceBytes)
          own({ status: 'continue', payload: bytes.subarray(at, at + pieceBytes) });
      },
      drained,
      hole(length) {
        if (isOpen())
          own({ type: 'stream hole', status: 'continue', payload: encode(streamHole, { length, flags: 0 }) });
      },
      end: () => void (isOpen() && own({ status: 'continue', payload: nothing })),
      fail(error) {
        if (isOpen()) own(failure(error));
        open.delete(key);
      },
    };
  }

  function receive(packet: Packet) {
    const stream = open.get(keyOf(packet));
    if (!stream) return;
    const { sink } = stream;
    if (packet.type === 'stream hole') return void work(keyOf(packet), stream, () => sink.hole?.(holeIn(packet)));
    if (packet.status === 'continue') return void work(keyOf(packet), stream, () => sink.data(packet.payload));
    open.delete(keyOf(packet));
    if (packet.status === 'ok') void finish(stream);
    else abort(stream);
  }

  /** What comes meanwhile waits, as it does in libvirtd's queue of the stream. */
  async function work(key: string, { sink, send: answer, next }: OpenStream, task: () => Promise<void> | void) {
    pause();
    try {
      await next(task);
    } catch (error) {
      if (open.delete(key)) answer(failure(error));
      sink.aborted();
    }
    resume();
  }
  async function finish({ sink, send: answer, next }: OpenStream) {
    try {
      await next(() => sink.finished());
      answer({ status: 'ok', payload: nothing });
    } catch (error) {
      answer(failure(error));
    }
  }
  function abort({ sink, send: answer }: OpenStream) {
    sink.aborted();
    answer({ status: 'ok', payload: nothing });
  }
  return {
    open: add,
    started: (call) => open.get(keyOf(call))?.start(),
    dropped: (call) => void open.delete(keyOf(call)),
    receive,
    abortAll() {
      for (const { sink } of open.values()) sink.aborted();
      open.clear();
    },
  };
}
