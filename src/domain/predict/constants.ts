/** What no limit and no workload says: the guest's firmware, and how fast two hosts are. Times are milliseconds. */
export interface Constants {
  /** Pages of ROMs beside the guest's memory; they are sent too. */
  readonly firmwarePages: number;
  /** How many of them hold something. */
  readonly firmwareNonZero: number;
  /** Pages at the start of memory where the BIOS left something. */
  readonly lowNonZero: number;
  /** Pages at the start of memory that the guest writes all the time, whatever else it does, and how often. */
  readonly housekeepingPages: number;
  readonly housekeepingRate: number;
  /** Page at which the guest's data begins; lower where data would not fit behind it. */
  readonly dataStart: number;
  /** Finding, reading and handing over a page, a zero page, and a page of which the changed bytes are looked for. */
  readonly pageMs: number;
  readonly zeroPageMs: number;
  readonly deltaPageMs: number;
  /** The same for a page that goes through the threads of multifd, and the bytes it takes beside its own. */
  readonly multifdPageMs: number;
  readonly multifdPageBytes: number;
  /** How late a sleeping thread wakes up. */
  readonly wakeMs: number;
  /** From the command to the first page, without the connection's round trip. */
  readonly setupMs: number;
  /** Reading the dirty log. */
  readonly syncMs: number;
  /** Stopping the virtual CPUs. */
  readonly stopMs: number;
  /** Share of a link's speed that is left for the stream. */
  readonly linkShare: number;
  /** Bytes that the kernel takes before the sender must wait: socket and queue of the link. */
  readonly bufferBytes: number;
  /** Bytes underway at most, which bound the speed of a link with latency. */
  readonly flightBytes: number;
  /** Bytes of the stream that belong to no page, beside those that the machine counts itself. */
  readonly otherBytes: number;
}

/**
 * Two QEMU 7.2 on one machine of two cores (model.md, section 3). 1.5 GB/s is its copy into a socket, 0.38 GB/s through
 * multifd; a segment of 1514 bytes carries 1448 of the stream, and half a percent is lost to the kernel; 4 MiB is Linux's
 * largest socket buffer (tcp_wmem). QEMU's pc machine has 532480 bytes of ROMs.
 */
export const measured: Constants = {
  firmwarePages: 130,
  firmwareNonZero: 52,
  lowNonZero: 36,
  housekeepingPages: 2,
  housekeepingRate: 1000,
  dataStart: 4096,
  pageMs: 4104 / 1.5e6,
  zeroPageMs: 0.0005,
  deltaPageMs: 4104 / 1.5e6,
  multifdPageMs: 4117 / 0.38e6,
  multifdPageBytes: 13,
  wakeMs: 0.3,
  setupMs: 1,
  syncMs: 0.3,
  stopMs: 1,
  linkShare: 0.95,
  bufferBytes: 1.5e6,
  flightBytes: 4_194_304,
  otherBytes: 7,
};
