import { LibvirtError } from '../protocol/errors.ts';

/** Where a URL leads: a host and port, or a unix socket; and the path and query that are asked for there. */
export type Target = ({ readonly host: string; readonly port: string } | { readonly socket: string }) & {
  readonly path: string;
};

/**
 * Reads `ws://HOST:PORT/path`, `wss://…`, `memory://NAME:PORT/path` and `ws+unix://SOCKET:/path`. A socket's path is
 * taken as it stands, so it may contain anything but `:/`.
 * @throws LibvirtError (invalid argument) for a URL of none of the given schemes.
 */
export function parseTarget(url: string, schemes: readonly string[]): Target {
  const scheme = schemes.find((name) => url.startsWith(`${name}://`));
  const target = scheme && (scheme.endsWith('+unix') ? socketTarget(url, scheme) : hostTarget(url, scheme));
  if (target) return target;
  const known = schemes.map((name) => `${name}://`).join(', ');
  throw new LibvirtError('invalid argument', `invalid URL '${url}': expected one of ${known}`, 'rpc');
}

function socketTarget(url: string, scheme: string): Target | undefined {
  const [, socket, path] = /^(\/.*?)(?::(\/.*))?$/.exec(url.slice(scheme.length + 3)) ?? [];
  return socket === undefined ? undefined : { socket, path: path ?? '/' };
}

const defaultPorts: Readonly<Record<string, string>> = { wss: '443' };

function hostTarget(url: string, scheme: string): Target | undefined {
  const parsed = parseUrl(url);
  if (!parsed?.hostname) return undefined;
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = parsed.port || (defaultPorts[scheme] ?? '80');
  return { host, port, path: `${parsed.pathname || '/'}${parsed.search}` };
}

/** URL.parse() without its exception; Node 20 has no such function. */
export function parseUrl(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}
