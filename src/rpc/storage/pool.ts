import { randomUuid } from '../../clock/uuid.ts';
import type { Services } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { escapeText } from '../../xml/escape.ts';
import { attribute, find, textOf } from '../../xml/read.ts';
import { parseXml } from '../../xml/tree.ts';

/** A directory whose files are volumes: the one kind of pool that hooklab has. */
export interface Pool {
  readonly name: string;
  readonly uuid: string;
  /** The directory. */
  readonly path: string;
  active: boolean;
  autostart: boolean;
  /** Kept in a file; a pool made by virStoragePoolCreateXML is not. */
  persistent: boolean;
  /** Names of the files that were there when it was looked at last: at its start, and when it is refreshed. */
  volumes: readonly string[];
}

export const storageError = (text: string) => new LibvirtError('internal error', text, 'storage');

/** The pool that a user's XML means, inactive. @throws LibvirtError for other kinds of pools, and XML that is none. */
export function parsePool(xml: string, { random }: Pick<Services, 'random'>): Pool {
  const tree = parseXml(xml, { name: '(storage_pool_definition)', domain: 'storage' });
  if (tree.name !== 'pool')
    throw new LibvirtError('XML error', `expecting root element of 'pool', not '${tree.name}'`, 'xml');
  checkType(attribute(tree, 'type'));
  const [name, path] = [textOf(find(tree, 'name')), textOf(find(tree, 'target', 'path'))];
  if (!name) throw new LibvirtError('XML error', 'missing pool source name element', 'storage');
  if (/[/\n]/.test(name)) throw new LibvirtError('XML error', `name ${name} cannot contain '/'`, 'storage');
  if (!path) throw new LibvirtError('XML error', 'missing storage pool target path', 'storage');
  const uuid = textOf(find(tree, 'uuid'))?.toLowerCase() ?? randomUuid(random);
  return {
    name,
    uuid: checkedUuid(uuid),
    path: path.replace(/(.)\/+$/, '$1'),
    active: false,
    autostart: false,
    persistent: false,
    volumes: [],
  };
}

/** virStoragePoolType by number. */
const poolTypes = [
  ...['dir', 'fs', 'netfs', 'logical', 'disk', 'iscsi', 'iscsi-direct'],
  ...['scsi', 'mpath', 'rbd', 'sheepdog', 'gluster', 'zfs', 'vstorage'],
] as const;

function checkType(type: string | undefined): void {
  if (type === 'dir') return;
  if (type === undefined)
    throw new LibvirtError('XML error', "Missing required attribute 'type' in element 'pool'", 'storage');
  const number = (poolTypes as readonly string[]).indexOf(type);
  if (number > 0) throw storageError(`missing backend for pool type ${number} (${type})`);
  throw new LibvirtError('XML error', `Invalid value for attribute 'type' in element 'pool': '${type}'.`, 'storage');
}

function checkedUuid(uuid: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return uuid;
  throw new LibvirtError('XML error', 'malformed uuid element', 'storage');
}

/** Bytes of the file system that a pool is on. */
export interface Space {
  readonly capacity: bigint;
  readonly allocation: bigint;
  readonly available: bigint;
}

/** Whose a directory is. */
export interface Owner {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const permissionsXml = ({ mode, uid, gid }: Owner) => `    <permissions>
      <mode>0${(mode & 0o777).toString(8)}</mode>
      <owner>${uid}</owner>
      <group>${gid}</group>
    </permissions>
`;

export const poolXml = (
  { name, uuid, path }: Pool,
  { capacity, allocation, available }: Space,
  owner?: Owner,
): string => `<pool type='dir'>
  <name>${escapeText(name)}</name>
  <uuid>${uuid}</uuid>
  <capacity unit='bytes'>${capacity}</capacity>
  <allocation unit='bytes'>${allocation}</allocation>
  <available unit='bytes'>${available}</available>
  <source>
  </source>
  <target>
    <path>${escapeText(path)}</path>
${owner ? permissionsXml(owner) : ''}  </target>
</pool>
`;
