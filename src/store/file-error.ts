import { LibvirtError } from '../protocol/errors.ts';
import { errorCode, strerror } from '../protocol/system-errors.ts';

export { errorCode };

/** libvirt's sentence for a file operation that failed, for instance "cannot sync file 'P': Input/output error". */
export function fileError(attempt: string, path: string, cause: unknown): LibvirtError {
  const code = errorCode(cause);
  const text = code ? (strerror(code) ?? code) : String(cause);
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
