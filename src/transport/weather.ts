import type { Clock } from '../clock/index.ts';
import type { ConnectOptions, Link, Listener, Transport } from './link.ts';
import { change, type LossRule, type Passage, passages } from './passage.ts';
import { connectError, systemError } from './socket-error.ts';
import { parseTarget, type Target } from './target.ts';
import { handshake } from './weather-connect.ts';
import { weatherLink } from './weather-link.ts';

/**
 * Faults of the network between named hosts of one process, on any transport. The words are those of tokio's turmoil,
 * in pairs; each acts on both directions and on links that are already open, unless it says otherwise.
 */
export interface Weather {
  /** Messages are kept, and new links wait. */
  hold(a: string, b: string): void;
  /** What was kept arrives, in order. */
  release(a: string, b: string): void;
  /** Links are cut, what was under way is lost, and new links fail. */
  partition(a: string, b: string): void;
  /** New links work again. */
  repair(a: string, b: string): void;
  /** Milliseconds that each message sent from now on takes; 0 ends it. */
  latency(a: string, b: string, ms: number): void;
  /** Bytes a second that each direction carries, for all links together; Infinity ends it. */
  bandwidth(a: string, b: string, bytesPerSecond: number): void;
  /** Loses one of the messages that `from` sends to `to`; the link stays up. */
  drop(from: string, to: string, rule?: LossRule): void;
  /** The transport as `host` is to use it: hosts of one weather know each other by the URLs they listen at. */
  wrap(transport: Transport, host: string): Transport;
}

export interface WeatherOptions {
  readonly clock: Clock;
  /** Milliseconds that a polite close may take before the link is gone; 5,000 by default. */
  readonly closeMs?: number;
}

/** Fair weather, until told otherwise. */
export function createWeather({ clock, closeMs = 5000 }: WeatherOptions): Weather {
  const between = passages();
  const hosts = new Map<string, string>();

  const listen = async (transport: Transport, host: string, options: Parameters<Transport['listen']>[0]) => {
    const listener = await transport.listen(options);
    const place = placeOf(parseTarget(listener.url, schemes));
    hosts.set(place, host);
    const close = () => {
      if (hosts.get(place) === host) hosts.delete(place);
      return listener.close();
    };
    return { url: listener.url, close } satisfies Listener;
  };
  const connect = async (transport: Transport, here: string, url: string, options: ConnectOptions): Promise<Link> => {
    const target = parseTarget(url, schemes);
    const there = hostAt(target, hosts);
    if (there === undefined) return transport.connect(url, options);
    const passage = between(here, there);
    await handshake(passage, target, options, clock);
    const inner = await transport.connect(url, options);
    refuseIfCut(passage, target, inner);
    return weatherLink(inner, { clock, passage, here, there, closeMs });
  };

  return {
    hold: (a, b) => change(between(a, b), { held: true }),
    release: (a, b) => change(between(a, b), { held: false }),
    partition: (a, b) => change(between(a, b), { cut: true }),
    repair: (a, b) => change(between(a, b), { cut: false }),
    latency: (a, b, latencyMs) => change(between(a, b), { latencyMs }),
    bandwidth: (a, b, bytesPerSecond) => change(between(a, b), { bytesPerSecond }),
    drop: (from, to, rule = {}) => void between(from, to).losses.push({ from, rule, seen: 0 }),
    wrap: (transport, host) => ({
      listen: (options) => listen(transport, host, options),
      connect: (url, options) => connect(transport, host, url, options),
    }),
  };
}

const schemes = ['memory+unix', 'memory', 'ws+unix', 'wss', 'ws'];

const placeOf = (target: Target) =>
  'socket' in target ? target.socket : `${target.host.replace('localhost', '127.0.0.1')}:${target.port}`;

/** The host that listens there, also when it listens at every interface. */
function hostAt(target: Target, hosts: ReadonlyMap<string, string>): string | undefined {
  const everywhere = 'port' in target ? [`0.0.0.0:${target.port}`, `:::${target.port}`] : [];
  return [placeOf(target), ...everywhere].map((place) => hosts.get(place)).find((host) => host !== undefined);
}

/** Links that were opened while the weather turned. */
function refuseIfCut(passage: Passage, target: Target, inner: Link): void {
  if (!passage.cut) return;
  inner.terminate();
  throw connectError(target, systemError('EHOSTUNREACH'));
}
