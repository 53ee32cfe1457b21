/** Files behind a port. Paths are absolute; the disk store and the one in memory behave the same. */
export interface Store {
  /** The file's bytes, or undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Replaces the file as one step: after a crash there is the old content or the new, never a part. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Adds to the end, creating the file; used by logs and journals. */
  append(path: string, text: string): Promise<void>;
  /** Removes the file; none is fine. */
  remove(path: string): Promise<void>;
  /** Names in a directory in byte order; none where it does not exist. */
  list(directory: string): Promise<readonly string[]>;
  /** Whether the directory is there. `write` and `append` make the ones they need; in memory every directory is there. */
  hasDirectory(directory: string): Promise<boolean>;
}
