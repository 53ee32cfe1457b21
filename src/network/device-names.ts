/** Kinds of devices that guests' cards have on the host, by the beginning of their names. */
export type DeviceKind = 'vnet' | 'macvtap' | 'macvlan';

/** Names for devices on the host: the numbers count up over the daemon's life (virNetDevGenerateName). */
export interface DeviceNames {
  next(kind: DeviceKind): string;
  /** A name in use from before the daemon was started: those that follow are higher (virNetDevReserveName). */
  reserve(name: string): void;
}

export function createDeviceNames(): DeviceNames {
  const last: Record<string, number> = {};
  const lastOf = (kind: string) => last[kind] ?? -1;
  return {
    next(kind) {
      last[kind] = lastOf(kind) + 1;
      return `${kind}${last[kind]}`;
    },
    reserve(name) {
      const [, kind = '', digits = ''] = /^(vnet|macvtap|macvlan)(\d{1,9})$/.exec(name) ?? [];
      if (kind) last[kind] = Math.max(lastOf(kind), Number(digits));
    },
  };
}
