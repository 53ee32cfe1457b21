import { LibvirtError } from '../../protocol/errors.ts';

/** What bounds a migration while the guest runs. */
export interface TransferLimits {
  /** Infinity where there is none. In the stopped phase QEMU lifts it. */
  bytesPerSecond: number;
  /** Milliseconds the guest may stand still: what is left must go out in this time before it is stopped. */
  downtimeMs: number;
}

/** QEMU's default; libvirt leaves it alone. */
export const defaultDowntimeMs = 300;
/** QEMU's largest: 2000 seconds. */
export const largestDowntimeMs = 2_000_000;

/** No bandwidth, or 0, is no limit, as virsh has it. @throws LibvirtError (invalid argument) for what is no limit. */
export function bandwidth(bytesPerSecond = 0): number {
  if (Number.isNaN(bytesPerSecond) || bytesPerSecond < 0)
    throw new LibvirtError('invalid argument', `bandwidth must be a number of bytes per second, not ${bytesPerSecond}`);
  return bytesPerSecond || Number.POSITIVE_INFINITY;
}

/** @throws LibvirtError (invalid argument) unless it lies between 0 and QEMU's 2,000,000 ms. */
export function downtime(ms = defaultDowntimeMs): number {
  if (ms >= 0 && ms <= largestDowntimeMs) return ms;
  throw new LibvirtError('invalid argument', `downtime must be from 0 to ${largestDowntimeMs} milliseconds, not ${ms}`);
}

/** Both limits, checked. */
export const transferLimits = ({ bandwidthBytesPerSecond, downtimeLimitMs }: AskedLimits): TransferLimits => ({
  bytesPerSecond: bandwidth(bandwidthBytesPerSecond),
  downtimeMs: downtime(downtimeLimitMs),
});

export interface AskedLimits {
  /** 0 or absent: no limit. */
  readonly bandwidthBytesPerSecond?: number | undefined;
  /** 300 unless given, as in QEMU. */
  readonly downtimeLimitMs?: number | undefined;
}
