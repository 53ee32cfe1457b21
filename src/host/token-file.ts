import { open, readFile } from 'node:fs/promises';
import type { Random } from '../clock/index.ts';
import { LibvirtError } from '../protocol/errors.ts';

/**
 * The token in a file, which is made with a random one (mode 0600) where there is none: hosts that share a volume share
 * the token, whoever comes first.
 */
export async function readTokenFile(path: string, random: Random): Promise<string> {
  await create(path, Buffer.from(random.bytes(24)).toString('base64url'));
  const token = (await read(path)).trim();
  if (token.length < 16)
    throw new LibvirtError('invalid argument', `${path} holds no token: it wants at least 16 characters`);
  return token;
}

async function create(path: string, token: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`${token}\n`);
    await file.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(path, error);
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unusable(path, error);
  }
}

const unusable = (path: string, error: unknown) =>
  new LibvirtError('invalid argument', `cannot use token file ${path}: ${(error as Error).message}`);
