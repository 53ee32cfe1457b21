import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { LibvirtError } from '../protocol/errors.ts';
import { errorCode, socketError } from './socket-error.ts';

/** PEM files of one end of a TLS connection. They are read for each connection, so that renewed ones hold at once. */
export interface TlsFiles {
  /** This end's certificate and its private key; a listener needs both. */
  readonly certificate?: string;
  readonly key?: string;
  /** Certificates that sign the other end's; what the system trusts, unless given. */
  readonly authority?: string;
  /** With an authority, who connects needs a certificate it signed, unless this is set (tls_no_verify_certificate). */
  readonly anyClient?: boolean;
}

/**
 * What node:tls wants to know of this end, with a list of revoked certificates if there is one.
 * @throws LibvirtError (system error) for a file that cannot be read or holds nothing of use, in libvirt's words.
 */
export async function readTls({ certificate, key, authority }: TlsFiles, crl?: string): Promise<SecureContextOptions> {
  const read = {
    ...(crl !== undefined && { crl: await pem('certificate revocation list', crl) }),
    ...(authority !== undefined && { ca: await pem('CA certificate', authority) }),
    ...(certificate !== undefined && { cert: await pem('certificate', certificate) }),
    ...(key !== undefined && { key: await pem('private key', key) }),
  };
  if (read.ca) attempt(`Unable to import CA certificate ${authority}`, () => new X509Certificate(read.ca ?? ''));
  attempt(`Unable to set x509 key and certificate: ${key}, ${certificate}`, () => createSecureContext(read));
  return read;
}

/** Whether who connects must show a certificate. */
export const wantsCertificates = ({ authority, anyClient }: TlsFiles): boolean =>
  authority !== undefined && anyClient !== true;

/** Why a client's certificate is not enough; undefined when it is. */
export function refusedCertificate(socket: TLSSocket): string | undefined {
  if (socket.authorized) return undefined;
  const { authorizationError: why } = socket;
  const shown = Object.keys(socket.getPeerCertificate()).length > 0;
  return shown
    ? `the certificate is not one this host trusts: ${why}`
    : 'this host wants a certificate and none was given';
}

/** What TLS itself found wrong with the other end, in a sentence; undefined for any other error. */
export function tlsError(peer: string, secure: boolean, cause: unknown): LibvirtError | undefined {
  const code = errorCode(cause) ?? '';
  const words = cause instanceof Error ? cause.message : String(cause);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return untrusted(peer, words);
  if (/CERT|ISSUER|SIGNATURE|CRL/.test(code) && !/^ERR_SSL_TLSV13_ALERT/.test(code)) return untrusted(peer, words);
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || /wrong version number|packet length too long/.test(words))
    return new LibvirtError('system error', `server at '${peer}' does not speak TLS: connect with ws://`, 'rpc');
  // A listener of TLS hangs up on who speaks without.
  if (code === 'ECONNRESET' && !secure)
    return new LibvirtError(
      'system error',
      `unable to connect to server at '${peer}': Connection reset by peer; if it speaks TLS, connect with wss://`,
      'rpc',
    );
  return undefined;
}

/** Newer releases of Node add advice about Node itself, behind a semicolon. */
const untrusted = (peer: string, why: string) =>
  new LibvirtError(
    'authentication failed',
    `the certificate of '${peer}' is not trusted: ${why.split('; ')[0]}`,
    'rpc',
  );

async function pem(what: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw socketError(`Cannot read ${what} '${path}'`, error);
  }
}

function attempt(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new LibvirtError('system error', `${what}: ${(error as Error).message}`, 'rpc');
  }
}
