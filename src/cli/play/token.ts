import { readFile } from 'node:fs/promises';
import { LibvirtError } from '../../protocol/errors.ts';

/** The token a command offers: from a file, or from `$HOOKLAB_TOKEN`. @throws LibvirtError (invalid argument). */
export async function tokenFor(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (!file) return environment.HOOKLAB_TOKEN;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new LibvirtError('invalid argument', `cannot read token file ${file}: ${(error as Error).message}`);
  }
}
