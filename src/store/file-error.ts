import { LibvirtError } from '../protocol/errors.ts';
import { strerror } from './strerror.ts';

/** The name of a system error, such as `ENOENT`; undefined for anything else that was thrown. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** libvirt's sentence for a file operation that failed, for instance "cannot sync file 'P': Input/output error". */
export function fileError(attempt: string, path: string, cause: unknown): LibvirtError {
  const code = errorCode(cause);
  const text = code ? strerror(code) : String(cause);
  return Object.assign(new LibvirtError('system error', `${attempt} '${path}': ${text}`), { cause });
}

/** Waits for `work`; its failure becomes the sentence that starts with `attempt`, unless it already is one. */
export async function attempting<T>(attempt: string, path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof LibvirtError ? error : fileError(attempt, path, error);
  }
}
