import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectError, socketError } from '../../transport/socket-error.ts';
import { readTls, type TlsFiles } from '../../transport/tls.ts';
import type { LibvirtUri } from './uri.ts';

/**
 * A stream to another daemon.
 * @throws LibvirtError (system error) in libvirt's words when nobody is there, or certificates are not accepted.
 */
export async function dial({ way, pkiPath }: LibvirtUri): Promise<Socket> {
  if (way.transport === 'unix') {
    const socket = connectPlain(way.socket);
    return opened(socket, 'connect', (cause) => connectError({ socket: way.socket, path: '/' }, cause));
  }
  const { host, port } = way;
  const failed = (cause: unknown) => connectError({ host, port: String(port), path: '/' }, cause);
  const socket = await opened(connectPlain({ host, port }), 'connect', failed);
  socket.setNoDelay(true);
  return way.transport === 'tls' ? secured(socket, host, pkiPath) : socket;
}

async function opened<S extends Socket>(socket: S, event: string, failed: (cause: unknown) => Error): Promise<S> {
  try {
    await once(socket, event);
    return socket;
  } catch (error) {
    socket.destroy();
    throw failed(error);
  }
}

/** Both ends show certificates; then the server says with one byte that it took ours. */
async function secured(plain: Socket, host: string, pkiPath: string | undefined): Promise<Socket> {
  const options = await readTls(filesBelow(pkiPath)).catch((error) => {
    plain.destroy();
    throw error;
  });
  const refused = (cause: unknown) => socketError('Unable to verify TLS peer', cause);
  const named = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  const socket = await opened(connectTls({ socket: plain, ...named, ...options }), 'secureConnect', refused);
  const [accepted] = await Promise.race([once(socket, 'readable'), once(socket, 'close')]).then(() => [socket.read(1)]);
  if (accepted?.[0] === 1) return socket;
  socket.destroy();
  throw socketError('server verification (of our certificate or IP address) failed', undefined);
}

/** libvirt's places of a client's certificates, all in one directory where `pkipath` names it. */
function filesBelow(pkiPath: string | undefined): TlsFiles {
  const own = pkiPath ?? '/etc/pki/libvirt';
  const key = pkiPath === undefined ? `${own}/private/clientkey.pem` : `${own}/clientkey.pem`;
  const certificate = `${own}/clientcert.pem`;
  return {
    authority: pkiPath === undefined ? '/etc/pki/CA/cacert.pem' : `${pkiPath}/cacert.pem`,
    ...(existsSync(certificate) && existsSync(key) && { certificate, key }),
  };
}
