import type { DomainValue } from '../types/common.ts';
import type { Call } from './call.ts';
import { has, who } from './guests.ts';

/** virDomainModificationImpact. */
const impact = { live: 1, config: 2 } as const;

/** A guest, and which of its definitions the call's flags mean. */
export const about = (call: Call, dom: DomainValue, flags: number) => ({
  ...who(call, dom),
  ...{ live: has(flags, impact.live), config: has(flags, impact.config) },
});
