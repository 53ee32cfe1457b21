import { array, badXdr, double, hyper, int, struct, uhyper, uint, type ValueOf, type XdrType } from '../xdr/index.ts';
import { string } from './common.ts';

/** virTypedParameter: a field, and a value that says of which type it is. */

const kinds = { int, uint, hyper, uhyper, double, boolean: int, string } as const;
type Kinds = typeof kinds;
export type TypedValue = { [K in keyof Kinds]: { readonly type: K; readonly value: ValueOf<Kinds[K]> } }[keyof Kinds];

/** virTypedParameterType by number, from 1. */
const numbers = ['int', 'uint', 'hyper', 'uhyper', 'double', 'boolean', 'string'] as const satisfies (keyof Kinds)[];

const typedValue: XdrType<TypedValue> = {
  minBytes: 8,
  write(out, { type, value }) {
    out.int32(numbers.indexOf(type) + 1);
    (kinds[type] as XdrType<unknown>).write(out, value);
  },
  read(from) {
    const number = from.int32();
    const type = numbers[number - 1];
    if (!type) throw badXdr(`${number} is not a type of parameter`);
    return { type, value: kinds[type].read(from) } as TypedValue;
  },
};

export const typedParameter = struct({ field: string, value: typedValue });
export type TypedParameter = ValueOf<typeof typedParameter>;
export const typedParameters = (most: number) => array(typedParameter, most);

/** The values of a field; a field may come more than once (migrate_disks). */
export const valuesOf = (parameters: readonly TypedParameter[], field: string): readonly TypedValue['value'][] =>
  parameters.filter((parameter) => parameter.field === field).map(({ value }) => value.value);

/** A parameter by its C type; the number and its type must fit, which the codec checks. */
export const parameter = <T extends TypedValue['type']>(
  field: string,
  type: T,
  value: Extract<TypedValue, { type: T }>['value'],
): TypedParameter => ({ field, value: { type, value } as TypedValue });
