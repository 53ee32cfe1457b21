import type { OwnCommand } from './own-command.ts';

/** One of hooklab's own commands by name and help line; its module is loaded when it is used. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Whether these words are meant for it, where virsh has a verb of the same name. Always, unless given. */
  readonly takes?: (words: readonly string[]) => boolean;
  readonly load: () => Promise<OwnCommand>;
}

/** The one-shot migration brings its own two hosts; without both hooks directories `migrate` is virsh's verb. */
export const isOneShot = (words: readonly string[]): boolean =>
  ['--source-hooks', '--destination-hooks'].every((option) =>
    words.some((word) => word === option || word.startsWith(`${option}=`)),
  );

/** hooklab's own commands, in the order of its help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'two host processes and four scenes of the documented order',
    load: async () => (await import('./demo/command.ts')).demoCommand,
  },
  {
    name: 'migrate',
    summary: 'one migration between two hosts of its own (with --source-hooks and --destination-hooks)',
    takes: isOneShot,
    load: async () => (await import('./migrate-once/command.ts')).migrateOnceCommand,
  },
  {
    name: 'call',
    summary: 'call a hook script once, exactly as libvirt does',
    load: async () => (await import('./call/command.ts')).callCommand,
  },
  {
    name: 'explain',
    summary: 'the order in which libvirt does things, from its score',
    load: async () => (await import('./explain/command.ts')).explainCommand,
  },
  {
    name: 'predict',
    summary: 'what QEMU would make of a migration: time, downtime, bytes and rounds',
    load: async () => (await import('./predict/command.ts')).predictCommand,
  },
  {
    name: 'host',
    summary: 'run one host until it is told to end',
    load: async () => (await import('./host/command.ts')).hostEntry,
  },
  {
    name: 'libvirtd',
    summary: "a host in libvirtd's place: its configuration files, sockets and signals",
    load: async () => (await import('./libvirtd/command.ts')).libvirtdEntry,
  },
];
