import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HookEntry, HookTree } from './recording.ts';

/** Makes a hooks directory what a recording says lies there; `recorder` is the text of the recording hook. */
export function layOut(directory: string, tree: HookTree | null, recorder: string): void {
  rmSync(directory, { recursive: true, force: true });
  if (!tree) return;
  mkdirSync(directory, { recursive: true });
  for (const entry of tree) place(join(directory, entry.path), entry, recorder);
}

function place(path: string, { link, directory, text = '', mode = '0755' }: HookEntry, recorder: string): void {
  mkdirSync(directory ? path : dirname(path), { recursive: true });
  if (link !== undefined) symlinkSync(link, path);
  if (link !== undefined || directory) return;
  writeFileSync(path, text === 'recorder' ? recorder : text);
  chmodSync(path, Number.parseInt(mode, 8));
}
