import { LibvirtError } from '../../protocol/errors.ts';
import type { ParamsOf } from '../../protocol/messages.ts';
import type { Tuning } from '../../protocol/migration-tuning.ts';
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
  readonly migrateDisks?: string[];
  readonly graphicsUri?: string;
  readonly limits: Pick<ParamsOf<'DomainMigratePerform3Params'>, 'bandwidth' | 'postcopyBandwidth'>;
  readonly tuning: Tuning;
}

/** @throws LibvirtError for a parameter that nobody knows or of another type (virTypedParamsValidate). */
export function parametersOf(given: readonly TypedParameter[]): MigrationParameters {
  for (const one of given) check(one);
  const first = <T>(field: Field) => given.find((one) => one.field === field)?.value.value as T | undefined;
  const number = (field: Field) => numberOf(first<bigint | number>(field));
  const all = (field: Field) => {
    const values = given.filter((one) => one.field === field).map(({ value }) => String(value.value));
    return values.length > 0 ? values : undefined;
  };
  return present({
    migrateUri: first<string>('migrate_uri'),
    listenAddress: first<string>('listen_address'),
    dname: first<string>('destination_name'),
    xml: first<string>('destination_xml'),
    persistentXml: first<string>('persistent_xml'),
    migrateDisks: all('migrate_disks'),
    limits: present({
      bandwidth: number('bandwidth'),
      postcopyBandwidth: number('bandwidth.postcopy'),
    }),
    graphicsUri: first<string>('graphics_uri'),
    tuning: present({
      compressionMethods: all('compression'),
      compressionLevel: number('compression.mt.level'),
      compressionThreads: number('compression.mt.threads'),
      decompressionThreads: number('compression.mt.dthreads'),
      xbzrleCache: number('compression.xbzrle.cache'),
      parallelConnections: number('parallel.connections'),
      throttleInitial: number('auto_converge.initial'),
      throttleIncrement: number('auto_converge.increment'),
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

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };
const present = <T extends object, R extends Present<T>>(all: T): R =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as R;

/** Parameters for the wire; what is undefined is left out, and a list is one parameter for each. */
export const wireParameters = (
  given: {
    readonly [F in Field]?:
      | ((typeof fields)[F] extends 'string' ? string | readonly string[] : bigint | number)
      | undefined;
  },
): readonly TypedParameter[] =>
  Object.entries(given).flatMap(([field, value]) =>
    value === undefined ? [] : [value].flat().map((one) => parameter(field, fields[field as Field], one as never)),
  );

/** The tuning as the wire has it; a method is a parameter of its own. */
export const wireTuning = (tuning: Tuning): readonly TypedParameter[] =>
  wireParameters({
    compression: tuning.compressionMethods,
    'compression.mt.level': tuning.compressionLevel,
    'compression.mt.threads': tuning.compressionThreads,
    'compression.mt.dthreads': tuning.decompressionThreads,
    'compression.xbzrle.cache': tuning.xbzrleCache === undefined ? undefined : BigInt(tuning.xbzrleCache),
    'auto_converge.initial': tuning.throttleInitial,
    'auto_converge.increment': tuning.throttleIncrement,
    'parallel.connections': tuning.parallelConnections,
  });
