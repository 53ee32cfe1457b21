import { arch, cpus, totalmem } from 'node:os';
import type { NodeInfo } from '../protocol/messages.ts';

const models: Readonly<Record<string, string>> = { x64: 'x86_64', ia32: 'i686', arm64: 'aarch64' };

/** This machine as virNodeGetInfo tells it, without its topology: every processor counts as a core of one socket. */
export function thisMachine(): NodeInfo {
  const all = cpus();
  return {
    model: models[arch()] ?? arch(),
    memoryKib: Math.floor(totalmem() / 1024),
    cpus: all.length,
    mhz: all[0]?.speed ?? 0,
    ...{ nodes: 1, sockets: 1, cores: all.length, threads: 1 },
  };
}
