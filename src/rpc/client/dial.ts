import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type SecureContextOptions } from 'node:tls';
import { LibvirtError } from '../../protocol/errors.ts';
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
  refuseOwn(options, filesBelow(pkiPath), plain);
  const socket = await opened(connectTls({ socket: plain, ...named, ...options }), 'secureConnect', refused);
  const heard = await Promise.race([once(socket, 'readable'), once(socket, 'close')]).catch((error: Error) => error);
  const accepted = heard instanceof Error ? null : (socket.read(1) as Buffer | null);
  if (accepted?.[0] === 1) return socket;
  socket.destroy();
  const words = 'server verification (of our certificate or IP address) failed';
  if (accepted) throw new LibvirtError('system error', words, 'rpc');
  throw new LibvirtError('system error', `Unable to read TLS confirmation: ${alertIn(heard)}`, 'rpc');
}

/** What the server says of a certificate that it does not take, where it says anything. */
const alertIn = (heard: unknown): string =>
  (heard instanceof Error && /alert ([a-z ]+[a-z])/.exec(heard.message)?.[1]) || 'Input/output error';

/** @throws LibvirtError for a certificate that the other end would not take (virNetTLSContextCheckCertPair). */
function refuseOwn({ ca, cert }: SecureContextOptions, { certificate, authority }: TlsFiles, plain: Socket): void {
  const [own, ...chain] = certificatesIn(cert);
  if (!own || chain.length > 0 || certificatesIn(ca).some((one) => own.checkIssued(one) && own.verify(one.publicKey)))
    return;
  plain.destroy();
  const text = `Our own certificate ${certificate} failed validation against ${authority}: The certificate hasn't got a known issuer.`;
  throw new LibvirtError('system error', text, 'rpc');
}

const certificatesIn = (pem: SecureContextOptions['ca']): readonly X509Certificate[] =>
  (String(pem ?? '').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );

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
