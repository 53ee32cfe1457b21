import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDaemon, type Daemon, setHostUuid } from './daemon.ts';
import { derivedRules } from './derived-rules.ts';
import { type EventWatch, watchEvents } from './event-watch.ts';
import { guestPids } from './final-state.ts';
import { layOut } from './hook-tree.ts';
import { copiesBegun, logLines, logSize } from './host-log.ts';
import { argvOf, callLog, type ObservedCall, observedCalls } from './observed.ts';
import { createOwnVirsh, type OwnVirsh } from './own-virsh.ts';
import { type Places, placesIn, recordedText } from './places.ts';
import { installPrograms } from './programs.ts';
import { createRealVirsh } from './real-virsh.ts';
import { recorderText, rulesText } from './recorder.ts';
import { type HookTree, type HostLetter, hostLetters, type Recording } from './recording.ts';
import { callEnded, callStarted, copyBegun, eventCame, lineCame, type Tally, tally } from './seen.ts';
import { linesOf } from './without-meaning.ts';

/** Two hosts made as a recording's setup says, and everything that can be seen of them. */
export interface Stage {
  readonly places: Places;
  readonly virsh: OwnVirsh;
  readonly daemons: Readonly<Record<HostLetter, Daemon>>;
  layHooks(host: HostLetter, tree: HookTree | null): void;
  /** Watches the events of a host whose daemon was started again. */
  watch(host: HostLetter): Promise<void>;
  seen(): Tally;
  calls(): readonly ObservedCall[];
  events(host: HostLetter): readonly string[];
  logs(host: HostLetter): readonly { readonly level: string; readonly msg: string }[];
  /** Whether it was struck already: a replay that hung begins nothing more then. */
  struck(): boolean;
  /** Ends everything and removes every file, unless they are to be looked at. */
  strike(keep?: boolean): Promise<void>;
}

/** Sets a recording's stage; the daemons that ran when it was begun run, nothing is recorded yet of their start. */
export async function setStage(recording: Recording, program: readonly string[], real = false): Promise<Stage> {
  const { setup } = recording;
  const folder = mkdtempSync(join(tmpdir(), 'hlr-'));
  const places = placesIn(folder);
  const hostnames = { A: setup.A.hostname, B: setup.B.hostname };
  for (const path of [places.shared, places.calls]) mkdirSync(path, { recursive: true });
  writeFileSync(places.rules, '');
  installPrograms(places, program, folder, real);
  const own = createOwnVirsh(places, hostnames);
  const virsh = real ? createRealVirsh(places, own) : own;
  const watches: Record<HostLetter, EventWatch[]> = { A: [], B: [] };
  const logFrom: Record<HostLetter, number> = { A: 0, B: 0 };
  const daemonOf = (host: HostLetter) =>
    createDaemon({
      ...{ place: places.hosts[host], hostname: hostnames[host], environment: setup[host].env, program },
      announce: folder,
    });
  const daemons = { A: daemonOf('A'), B: daemonOf('B') };
  let struck = false;

  const stage: Stage = {
    ...{ places, virsh, daemons },
    layHooks(host, tree) {
      const { hooks } = places.hosts[host];
      layOut(hooks, tree, recorderText({ ...places, hostname: hostnames[host], hooks }));
    },
    async watch(host) {
      const watch = watchEvents(virsh, host);
      watches[host].push(watch);
      await watch.ready;
    },
    seen: () => tally([...callsSeen(places, hostnames), ...hostLetters.flatMap((host) => saidBy(stage, host))]),
    calls: () => observedCalls(places, hostnames),
    events: (host) => watches[host].flatMap(({ events }) => events),
    logs: (host) =>
      linesOf(recording, logLines(places.hosts[host], logFrom[host])).map(({ level, msg }) => ({
        level,
        msg: recordedText(msg, places, host),
      })),
    struck: () => struck,
    async strike(keep = false) {
      struck = true;
      for (const host of hostLetters) {
        for (const { stop } of watches[host]) stop();
        daemons[host].signal('SIGCONT');
        daemons[host].signal('SIGKILL');
        await daemons[host].ended();
        for (const driver of ['qemu', 'lxc'] as const) guestPids(places.hosts[host], driver).forEach(endGuest);
      }
      if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  try {
    await Promise.all(hostLetters.map((host) => raise(stage, recording, host)));
  } catch (error) {
    await stage.strike();
    throw error;
  }
  rmSync(places.calls, { recursive: true });
  mkdirSync(places.calls);
  writeFileSync(places.rules, rulesText([...derivedRules(recording), ...recording.rules]));
  for (const host of hostLetters)
    if (!recording.logs.some(({ t_ms, host: of }) => of === host && t_ms < 0))
      logFrom[host] = logSize(places.hosts[host]);
  return stage;
}

function endGuest(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

async function raise(stage: Stage, { setup }: Recording, host: HostLetter): Promise<void> {
  const { daemon, hooks, domains, host_uuid } = setup[host];
  stage.layHooks(host, hooks);
  setHostUuid(stage.places.hosts[host], host_uuid);
  if (daemon !== 'running') return;
  stage.daemons[host].start();
  if (!(await stage.daemons[host].ready())) throw new Error(`host ${host} did not start`);
  for (const [index, xml] of domains.entries()) {
    const file = join(stage.places.shared, `setup-${host}-${index}.xml`);
    writeFileSync(file, xml);
    const { exit, stderr } = await stage.virsh.run(host, ['define', file]);
    if (exit !== 0) throw new Error(`a domain of host ${host} could not be defined: ${stderr}`);
  }
  await stage.watch(host);
}

function callsSeen(places: Places, hostnames: Readonly<Record<HostLetter, string>>): readonly string[] {
  const { started, ended } = callLog(places);
  const hostOf = (id: string): HostLetter => (id.startsWith(`${hostnames.A}.`) ? 'A' : 'B');
  const words = (id: string) => argvOf(places, hostOf(id), id);
  return [
    ...started.map((id) => callStarted(hostOf(id), words(id))),
    ...[...ended.keys()].map((id) => callEnded(hostOf(id), words(id))),
  ];
}

const saidBy = (stage: Stage, host: HostLetter): readonly string[] => [
  ...Array.from({ length: copiesBegun(stage.places.hosts[host]) }, () => copyBegun(host)),
  ...stage.events(host).map(() => eventCame(host)),
  ...stage.logs(host).map(() => lineCame(host)),
];
