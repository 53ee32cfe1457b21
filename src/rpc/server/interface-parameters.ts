import { bandwidthKeys } from '../../domain/definition/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainValue } from '../types/common.ts';
import { parameter, type TypedParameter } from '../types/typed-parameter.ts';
import type { Call } from './call.ts';
import { has, who } from './guests.ts';

/** virDomainModificationImpact. */
const impact = { live: 1, config: 2 } as const;

interface OfDevice {
  readonly dom: DomainValue;
  readonly device: string;
  readonly flags: number;
}

const about = (call: Call, { dom, device, flags }: OfDevice) => ({
  ...who(call, dom),
  ...{ device, live: has(flags, impact.live), config: has(flags, impact.config) },
});

/** A client first asks how many there are. */
export async function getInterfaceParameters(call: Call, given: OfDevice & { readonly nparams: number }) {
  if (given.nparams === 0) return { params: [], nparams: bandwidthKeys.length };
  const { limits } = await call.ask('DomainGetInterfaceParameters', about(call, given));
  const params = bandwidthKeys.map((key) => parameter(key, 'uint', limits[key] ?? 0));
  return { params: params.slice(0, given.nparams), nparams: 0 };
}

/** @throws LibvirtError (invalid argument) for parameters that a network card does not have. */
export function setInterfaceParameters(call: Call, given: OfDevice & { readonly params: readonly TypedParameter[] }) {
  const limits = Object.fromEntries(given.params.map(({ field, value }) => [known(field), Number(value.value)]));
  return call.ask('DomainSetInterfaceParameters', { ...about(call, given), limits });
}

function known(field: string): string {
  if ((bandwidthKeys as readonly string[]).includes(field)) return field;
  throw new LibvirtError('invalid argument', `invalid argument: parameter '${field}' not supported`, 'qemu');
}
