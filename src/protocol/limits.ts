/** Bounds on everything that comes from outside. libvirt's own numbers where it has them (rpc.md section 2). */
export const limits = {
  /** Bytes of one message on a control link; virNetMessage's whole-message bound. */
  messageBytes: 33_554_432,
  /** Bytes of a domain XML and of a migration cookie; REMOTE_STRING_MAX and REMOTE_MIGRATE_COOKIE_MAX. */
  stringBytes: 4_194_304,
  /** Bytes of one frame on a migration stream. */
  streamFrameBytes: 2 * 1024 * 1024,
  /** Characters of a domain name; file systems allow 255 bytes, `.xml` and a suffix need some of them. */
  nameCharacters: 200,
  /** Connections one listener holds at once; libvirtd's max_clients is 5000 by default. */
  connections: 5000,
  /** Calls of one connection that may wait for an answer; libvirtd's max_client_requests is 5, virsh sends fewer. */
  callsInFlight: 64,
} as const;
