import { type DomainDriver, domainDrivers } from '../../protocol/vocabulary.ts';

/** A libvirt URI of another daemon, taken apart. */
export interface LibvirtUri {
  readonly driver: DomainDriver;
  /** What the daemon itself is asked to open. */
  readonly name: string;
  readonly way:
    | { readonly transport: 'tcp' | 'tls'; readonly host: string; readonly port: number }
    | { readonly transport: 'unix'; readonly socket: string };
  /** Where TLS's certificates are; libvirt's own place unless given. */
  readonly pkiPath?: string;
}

const standardSocket = '/run/libvirt/libvirt-sock';
const standardPorts = { tcp: 16_509, tls: 16_514 } as const;

/**
 * `qemu+tcp://HOST[:PORT]/system`, `qemu+unix:///system?socket=PATH`, `qemu+tls://…`; without a transport a host is
 * reached by TLS, and none by the standard socket. Undefined for what is none of these.
 */
export function libvirtUri(text: string): LibvirtUri | undefined {
  const pattern =
    /^([a-z]+)(?:\+(tcp|tls|unix))?:\/\/(\[[0-9a-f:.%]+\]|[^/:?[\]]*)(?::(\d{1,5}))?\/system(?:\?(.*))?$/i;
  const [, scheme, given, bracketed = '', port, query = ''] = pattern.exec(text) ?? [];
  const driver = domainDrivers.find((known) => known === scheme);
  if (!driver) return undefined;
  const host = bracketed.replace(/^\[|\]$/g, '');
  const transport = (given as 'tcp' | 'tls' | 'unix' | undefined) ?? (host === '' ? 'unix' : 'tls');
  const asked = new URLSearchParams(query);
  const pkiPath = asked.get('pkipath');
  const way =
    transport === 'unix'
      ? { transport, socket: asked.get('socket') ?? standardSocket }
      : { transport, host: host || 'localhost', port: Number(port ?? standardPorts[transport]) };
  return { driver, name: `${driver}:///system`, way, ...(pkiPath !== null && { pkiPath }) };
}
