import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Whether the kernel would refuse the file as no program (ENOEXEC): neither a script with an interpreter nor a binary of
 * this machine. C libraries then run /bin/sh on it, which libvirt does not; every other refusal spawn itself reports.
 * Formats registered with binfmt_misc are not known here.
 */
export function isNoProgram(path: string): boolean {
  return refuses(path, 0);
}

/** load_script and the loop around it, fs/exec.c: an interpreter may be a script itself, five times. */
function refuses(path: string, depth: number): boolean {
  const head = headOf(path);
  if (!head || depth > 5) return false;
  if (head.toString('latin1', 0, 2) !== '#!') return !isBinary(head);
  const interpreter = interpreterIn(head);
  return interpreter === undefined || refuses(resolve('/', interpreter), depth + 1);
}

/** BINPRM_BUF_SIZE: as much of a file as the kernel looks at. */
const headBytes = 256;

/** The file's first bytes, zeros after its end; undefined where it may not be executed, which spawn tells, or read. */
function headOf(path: string): Buffer | undefined {
  // Read on this thread, as spawn reads the file too. Non-blocking, because a FIFO would never open.
  let fd: number | undefined;
  try {
    accessSync(path, constants.X_OK);
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const head = Buffer.alloc(headBytes);
    readSync(fd, head, 0, headBytes, 0);
    return head;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function interpreterIn(head: Buffer): string | undefined {
  const text = head.toString('utf8', 2);
  const newline = text.indexOf('\n');
  const line = newline < 0 ? text : text.slice(0, newline);
  const [, name, after] = /^[ \t]*([^ \t\0]+)([ \t\0]?)/.exec(line) ?? [];
  // Without an end in sight the name is cut off, and the kernel does not guess.
  return name && (newline >= 0 || after) ? name : undefined;
}

/** ELF machine numbers by Node's name for the machine it runs on, with the 32-bit ones its kernel also runs. */
const machines: Readonly<Partial<Record<NodeJS.Architecture, readonly number[]>>> = {
  x64: [62, 3],
  ia32: [3],
  arm64: [183, 40],
  arm: [40],
  ppc64: [21],
  s390x: [22],
  riscv64: [243],
  loong64: [258],
};

/** An ELF executable or position-independent executable (types 2 and 3) for this machine. */
function isBinary(head: Buffer): boolean {
  if (head.toString('latin1', 0, 4) !== '\x7fELF') return false;
  const number = (at: number) => (head[5] === 2 ? head.readUInt16BE(at) : head.readUInt16LE(at));
  const known = machines[process.arch];
  return [2, 3].includes(number(16)) && (!known || known.includes(number(18)));
}
