import { LibvirtError } from '../../protocol/errors.ts';
import { compressionMethods, type ParamsOf } from '../../protocol/messages.ts';
import { parameter, type TypedParameter, type TypedValue } from '../types/typed-parameter.ts';

/** VIR_MIGRATE_PARAM_*: what a migration is told besides its flags, by the names and types they have on the wire. */
const fields = {
  migrate_uri: 'string',
  destination_name: 'string',
  destination_xml: 'string',
  persistent_xml: 'string',
  bandwidth: 'uhyper',
  graphics_uri: 'string',
  listen_address: 'string',
  migrate_disks: 'string',
  disks_port: 'int',
  disks_uri: 'string',
  compression: 'string',
  'compression.mt.level': 'int',
  'compression.mt.threads': 'int',
  'compression.mt.dthreads': 'int',
  'compression.zlib.level': 'int',
  'compression.zstd.level': 'int',
  'compression.xbzrle.cache': 'uhyper',
  'auto_converge.initial': 'int',
  'auto_converge.increment': 'int',
  'parallel.connections': 'int',
  'bandwidth.postcopy': 'uhyper',
  'tls.destination': 'string',
} as const satisfies Readonly<Record<string, TypedValue['type']>>;
type Field = keyof typeof fields;

/** The parameters in the words of the host's own procedures. */
export interface MigrationParameters {
  readonly migrateUri?: string;
  readonly listenAddress?: string;
  readonly dname?: string;
  readonly xml?: string;
  readonly persistentXml?: string;
  readonly limits: Pick<
    ParamsOf<'DomainMigratePerform3Params'>,
    'bandwidth' | 'postcopyBandwidth' | 'compressionMethods' | 'xbzrleCache' | 'parallelConnections'
  >;
}

/** @throws LibvirtError for a parameter that nobody knows or of another type (virTypedParamsValidate). */
export function parametersOf(given: readonly TypedParameter[]): MigrationParameters {
  for (const one of given) check(one);
  const first = <T>(field: Field) => given.find((one) => one.field === field)?.value.value as T | undefined;
  const number = (field: Field) => numberOf(first<bigint | number>(field));
  const methods = given
    .filter(({ field }) => field === 'compression')
    .map(({ value }) => methodOf(String(value.value)));
  return present({
    migrateUri: first<string>('migrate_uri'),
    listenAddress: first<string>('listen_address'),
    dname: first<string>('destination_name'),
    xml: first<string>('destination_xml'),
    persistentXml: first<string>('persistent_xml'),
    limits: present({
      bandwidth: number('bandwidth'),
      postcopyBandwidth: number('bandwidth.postcopy'),
      compressionMethods: methods.length > 0 ? methods : undefined,
      xbzrleCache: number('compression.xbzrle.cache'),
      parallelConnections: number('parallel.connections'),
    }),
  });
}

function check({ field, value }: TypedParameter): void {
  if (!(field in fields)) throw new LibvirtError('argument unsupported', `parameter '${field}' not supported`);
  const wanted = fields[field as Field];
  if (value.type === wanted) return;
  const types = `'${typeNames[value.type]}' for parameter '${field}', expected '${typeNames[wanted]}'`;
  throw new LibvirtError('invalid argument', `invalid type ${types}`);
}

/** virTypedParameterTypeToString. */
const typeNames = {
  int: 'int',
  uint: 'uint',
  hyper: 'llong',
  uhyper: 'ullong',
  double: 'double',
  boolean: 'boolean',
  string: 'string',
} as const;

function numberOf(value: bigint | number | undefined): number | undefined {
  return value === undefined ? undefined : Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}

function methodOf(name: string) {
  const method = compressionMethods.find((known) => known === name);
  if (method) return method;
  throw new LibvirtError('invalid argument', `invalid argument: Unsupported compression method '${name}'`, 'qemu');
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };
const present = <T extends object, R extends Present<T>>(all: T): R =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as R;

/** Parameters for the wire; what is undefined is left out. */
export const wireParameters = (
  given: { readonly [F in Field]?: ((typeof fields)[F] extends 'string' ? string : bigint | number) | undefined },
): readonly TypedParameter[] =>
  Object.entries(given).flatMap(([field, value]) =>
    value === undefined ? [] : [parameter(field, fields[field as Field], value as never)],
  );
