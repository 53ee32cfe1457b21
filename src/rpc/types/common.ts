import { string as boundedString, int, opaque, optional, struct, uuid, type ValueOf } from '../xdr/index.ts';
import { bounds } from './bounds.ts';

/** What many procedures are made of: texts, and objects as a client knows them. */

export const string = boundedString(bounds.string);
export const optionalString = optional(string);
/** A migration cookie: XML and the NUL that ends it in C. */
export const cookie = opaque(bounds.migrateCookie);

/** A domain as a client knows it. Its id is -1 while it is off: clients trust that. */
export const domain = struct({ name: string, uuid, id: int });
export type DomainValue = ValueOf<typeof domain>;

export const network = struct({ name: string, uuid });
export type NetworkValue = ValueOf<typeof network>;
export const networkPort = struct({ net: network, uuid });

export const pool = struct({ name: string, uuid });
export type PoolValue = ValueOf<typeof pool>;
export const volume = struct({ pool: string, name: string, key: string });
export type VolumeValue = ValueOf<typeof volume>;

export const nodeDevice = struct({ name: string });
export const netInterface = struct({ name: string, mac: string });
export const nwfilter = struct({ name: string, uuid });
export type NwfilterValue = ValueOf<typeof nwfilter>;
export const nwfilterBinding = struct({ portdev: string, filtername: string });
export type NwfilterBindingValue = ValueOf<typeof nwfilterBinding>;
export const secret = struct({ uuid, usageType: int, usageId: string });
export type SecretValue = ValueOf<typeof secret>;
export const snapshot = struct({ name: string, dom: domain });
export const checkpoint = struct({ name: string, dom: domain });
