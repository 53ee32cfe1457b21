import { readFile, stat } from 'node:fs/promises';
import { LibvirtError } from '../../protocol/errors.ts';
import { errorCode, socketError } from '../../transport/socket-error.ts';
import { freeKeys, type Keys, type KeyType } from './keys.ts';
import { type Conf, type ConfValue, parseConf } from './parse-conf.ts';

/** What a file says, each setting of the type that libvirt wants it to have; and the names that libvirt does not know. */
export interface ReadConf {
  readonly file: string;
  text(key: string): string | undefined;
  texts(key: string): readonly string[] | undefined;
  flag(key: string): boolean | undefined;
  number(key: string): number | undefined;
  readonly unknown: readonly string[];
}

/**
 * Reads a configuration file; one that is not there is an empty one, unless it was asked for by name.
 * @throws LibvirtError in libvirt's words for a file that cannot be read, its syntax, and values of another type.
 */
export async function readConf(file: string, keys: Keys, { asked = false } = {}): Promise<ReadConf> {
  return checkedConf(parseConf(await contents(file, asked), file), file, keys);
}

/** MAX_CONFIG_FILE_SIZE. */
const largest = 10 * 1024 * 1024;

async function contents(file: string, asked: boolean): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > largest) throw Object.assign(new Error('EOVERFLOW'), { code: 'EFBIG' });
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!asked && errorCode(error) === 'ENOENT') return '';
    throw socketError(`Failed to open file '${file}'`, error);
  }
}

/** @throws LibvirtError (internal error) for a setting that is not of its type. */
export function checkedConf(conf: Conf, file: string, keys: Keys): ReadConf {
  const values = new Map<string, string | readonly string[] | number | boolean>();
  for (const [key, type] of Object.entries(keys)) {
    const value = conf.get(key);
    if (value) values.set(key, typed({ file, key, value, type }));
  }
  const of = <T>(key: string) => values.get(key) as T | undefined;
  return {
    file,
    text: (key) => of<string>(key),
    texts: (key) => of<readonly string[]>(key),
    flag: (key) => of<boolean>(key),
    number: (key) => of<number>(key),
    unknown: [...conf.keys()].filter((key) => !Object.hasOwn(keys, key) && !freeKeys.includes(key)),
  };
}

interface Setting {
  readonly file: string;
  readonly key: string;
  readonly value: ConfValue;
  readonly type: KeyType;
}

const wanted: Readonly<Record<KeyType, string>> = {
  text: 'a string',
  texts: 'a string list',
  'text or texts': 'a string or string list',
  flag: 'a bool',
  integer: 'a signed integer',
  count: 'an unsigned integer',
};

function typed(setting: Setting): string | readonly string[] | number | boolean {
  const { value, type } = setting;
  if (value.type === 'text' && type === 'text') return value.value;
  if (value.type === 'text' && type === 'text or texts') return [value.value];
  if (value.type === 'list' && (type === 'texts' || type === 'text or texts')) return texts(value.value, setting);
  if (value.type === 'unsigned' && type === 'flag') return flag(value.value, setting);
  if (value.type === 'unsigned' && type === 'count') return within(value.value, 0, 4_294_967_295, setting);
  if ((value.type === 'unsigned' || value.type === 'signed') && type === 'integer')
    return within(value.value, -2_147_483_648, 2_147_483_647, setting);
  throw internal(setting, `expected ${wanted[type]} for '${setting.key}' parameter`);
}

function texts(values: readonly ConfValue[], { file, key }: Setting): readonly string[] {
  return values.map((value) => {
    if (value.type === 'text') return value.value;
    const text = `configuration file syntax error: ${file}: expected a string list for '${key}' parameter`;
    throw new LibvirtError('system error', text);
  });
}

function flag(value: bigint, setting: Setting): boolean {
  if (value > 1n) throw internal(setting, `value for '${setting.key}' parameter must be 0 or 1`);
  return value === 1n;
}

function within(value: bigint, least: number, most: number, setting: Setting): number {
  if (value >= least && value <= most) return Number(value);
  throw internal(setting, `value for '${setting.key}' parameter must be in range ${least}:${most}`);
}

const internal = ({ file }: Setting, text: string) => new LibvirtError('internal error', `${file}: ${text}`);
