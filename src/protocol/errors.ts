/**
 * libvirt's errors as it numbers and words them (virerror.h, libvirt-facts.md D), and hooklab's own protocol errors.
 * A refused hook is a value that ends as one of the former at the client; a broken protocol throws the latter.
 */

/** Kind of error → virErrorNumber and the words put before its detail (virErrorMsg). */
export const errorKinds = {
  'internal error': { code: 1, prefix: 'internal error: ' },
  'no support': { code: 3, prefix: 'this function is not supported by the connection driver: ' },
  'no connection': { code: 5, prefix: 'no connection driver available for ' },
  // libvirt's own helper for this code prints the detail alone where it names a parameter (facts D, note).
  'invalid argument': { code: 8, prefix: '' },
  'operation failed': { code: 9, prefix: 'operation failed: ' },
  'XML error': { code: 27, prefix: 'XML error: ' },
  'operation denied': { code: 29, prefix: 'operation forbidden: ' },
  'XML detail': { code: 35, prefix: '' },
  'system error': { code: 38, prefix: '' },
  'RPC error': { code: 39, prefix: '' },
  'no domain': { code: 42, prefix: 'Domain not found: ' },
  'no network': { code: 43, prefix: 'Network not found: ' },
  'authentication failed': { code: 45, prefix: 'authentication failed: ' },
  'no storage pool': { code: 49, prefix: 'Storage pool not found: ' },
  'no storage volume': { code: 50, prefix: 'Storage volume not found: ' },
  'no node device': { code: 53, prefix: 'Node device not found: ' },
  'operation invalid': { code: 55, prefix: 'Requested operation is not valid: ' },
  'no interface': { code: 57, prefix: 'Interface not found: ' },
  'no network filter': { code: 62, prefix: 'Network filter not found: ' },
  'invalid secret': { code: 65, prefix: 'Invalid secret: ' },
  'no secret': { code: 66, prefix: 'Secret not found: ' },
  'config unsupported': { code: 67, prefix: 'unsupported configuration: ' },
  'operation timeout': { code: 68, prefix: 'Timed out during operation: ' },
  'hook failed': { code: 70, prefix: 'Hook script execution failed: ' },
  'no domain snapshot': { code: 72, prefix: 'Domain snapshot not found: ' },
  'argument unsupported': { code: 74, prefix: 'argument unsupported: ' },
  'operation aborted': { code: 78, prefix: 'operation aborted: ' },
  'no domain metadata': { code: 80, prefix: 'metadata not found: ' },
  'migrate unsafe': { code: 81, prefix: 'Unsafe migration: ' },
  overflow: { code: 82, prefix: 'numerical overflow: ' },
  'operation unsupported': { code: 84, prefix: 'Operation not supported: ' },
  'agent unresponsive': { code: 86, prefix: 'Guest agent is not responding: ' },
  'migrate finish ok': { code: 93, prefix: '' },
  'device missing': { code: 99, prefix: 'device not found: ' },
  'no network filter binding': { code: 101, prefix: 'Network filter binding not found: ' },
  'no domain checkpoint': { code: 103, prefix: 'Domain checkpoint not found: ' },
  'no domain backup': { code: 104, prefix: 'Domain backup job id not found: ' },
  'network port exists': { code: 106, prefix: 'network port ' },
  'no hostname': { code: 108, prefix: 'no hostname found: ' },
  'no network port': { code: 107, prefix: 'network port not found: ' },
} as const;
export type ErrorKind = keyof typeof errorKinds;

/** virErrorDomain by name; the ones hooklab reports from. */
export const errorDomains = {
  none: 0,
  xml: 5,
  rpc: 7,
  qemu: 10,
  remote: 13,
  lxc: 17,
  storage: 18,
  network: 19,
  'domain config': 20,
  'node device': 22,
  interface: 26,
  secret: 30,
  nwfilter: 33,
  hook: 34,
  'domain snapshot': 35,
  'domain checkpoint': 69,
} as const;
export type ErrorDomain = keyof typeof errorDomains;

/** An error as it crosses a connection: everything virGetLastError() would give. */
export interface ErrorValue {
  readonly code: number;
  readonly domain: number;
  /** The whole text, prefix included, exactly as virsh prints it after `error: `. */
  readonly message: string;
}

/** An error that libvirt has a number and words for. `message` is the whole text with libvirt's prefix. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError';
  readonly code: number;
  readonly domain: number;

  constructor(kind: ErrorKind, detail: string, domain: ErrorDomain = 'none') {
    super(`${errorKinds[kind].prefix}${detail}`);
    this.code = errorKinds[kind].code;
    this.domain = errorDomains[domain];
  }

  /** The error as received from another host: code, domain and text stay as they were. */
  static from(value: ErrorValue): LibvirtError {
    const error = new LibvirtError('internal error', '');
    return Object.assign(error, { code: value.code, domain: value.domain, message: value.message });
  }

  /** Whether this is the given kind of error, whoever reported it. */
  is(kind: ErrorKind): boolean {
    return this.code === errorKinds[kind].code;
  }
}

/** Ways a peer can break hooklab's own protocol. The codes are stable: scripts may match on them. */
export const protocolErrorCodes = [
  'HOOKLAB_BAD_MESSAGE',
  'HOOKLAB_UNKNOWN_CALL',
  'HOOKLAB_OUT_OF_PHASE',
  'HOOKLAB_TOO_LARGE',
  'HOOKLAB_BAD_VERSION',
  'HOOKLAB_BAD_TOKEN',
  'HOOKLAB_BAD_ORIGIN',
  'HOOKLAB_BAD_STREAM',
  'HOOKLAB_CLOSED',
] as const;
export type ProtocolErrorCode = (typeof protocolErrorCodes)[number];

/** The peer broke the protocol; `code` says how, the message says it in one sentence. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Any error as the value that crosses a connection; what libvirt has no number for is an internal error. */
export function toErrorValue(error: unknown): ErrorValue {
  if (error instanceof LibvirtError) return { code: error.code, domain: error.domain, message: error.message };
  if (error instanceof ProtocolError) return { code: 39, domain: 7, message: `${error.message} (${error.code})` };
  const text = error instanceof Error ? error.message : String(error);
  return { code: 1, domain: 0, message: `${errorKinds['internal error'].prefix}${text}` };
}
