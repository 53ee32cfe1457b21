import { z } from 'zod';
import { limits } from './limits.ts';
import { tuningShape } from './migration-tuning.ts';
import { guestNotice, metadataTypes } from './notices.ts';
import { domainDrivers, networkSections, networkUpdateCommands } from './vocabulary.ts';

/**
 * Every call that crosses a control link, by libvirt's own procedure name (remote_protocol.x), with the schema of its
 * parameters and of its result. A message is parsed by its schema on the way in and built by `request`, `reply`,
 * `refusal` or `notice` on the way out.
 */

const text = z.string().max(limits.stringBytes);
const name = z.string().min(1).max(limits.nameCharacters);
const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const driver = z.enum(domainDrivers);
const nothing = z.object({});
/** Highest journal number known of each host, the receiver's and others'; this is how journals merge. */
const after = z.record(z.string().max(limits.nameCharacters), z.number().int().nonnegative());

/** A domain as libvirt hands it to a client: name, uuid, and the id while it runs. */
export const domainRef = z.object({ driver, name, uuid, id: z.number().int().nullable() });
export type DomainRef = z.infer<typeof domainRef>;

/** virsh migrate's flags by their option names (libvirt-facts.md E). */
export const migrateFlags = [
  'live',
  'p2p',
  'direct',
  'tunnelled',
  'persistent',
  'undefinesource',
  'suspend',
  'offline',
  'unsafe',
  'change-protection',
  'abort-on-error',
  'copy-storage-all',
  'copy-storage-inc',
  'auto-converge',
  'compressed',
  'postcopy',
  'parallel',
  // These change nothing but what is refused.
  'rdma-pin-all',
  'tls',
  'copy-storage-synchronous-writes',
  'postcopy-resume',
  'zerocopy',
] as const;
export type MigrateFlag = (typeof migrateFlags)[number];

const flags = z.array(z.enum(migrateFlags)).max(migrateFlags.length);

const who = z.object({ driver, uuid });
/** What a question or change is about: the running guest, its kept definition; neither means what there is now. */
const impact = { live: z.boolean().optional(), config: z.boolean().optional() };
/** What a saved guest is to be once it is restored; by default what it was (virDomainSaveRestoreFlags). */
const asRestored = { restored: z.enum(['running', 'paused']).optional() };
const state = z.object({ state: z.string(), reason: z.string() });
const job = z.object({
  type: z.string(),
  operation: z.string(),
  stats: z.record(z.string(), z.number()),
});
export type JobReport = z.infer<typeof job>;

/** Processors of the host by number. */
const cpus = z.array(z.number().int().nonnegative().max(16_384)).max(16_384);
const count = z.number().int().nonnegative();
/** Targets of the disks that are to be copied; all of them unless given. */
const migrateDisks = z.array(text).max(1024).optional();
/** Values by libvirt's names for them. */
const parameters = z.record(z.string().max(80), z.union([z.number(), z.boolean(), text]));

/** Limits of a network card by name, for instance `inbound.average`. */
const bandwidth = z.record(z.string().max(64), z.number().int().nonnegative());

const listed = domainRef.extend({
  state: z.string(),
  reason: z.string(),
  persistent: z.boolean(),
  autostart: z.boolean(),
});
export type ListedDomain = z.infer<typeof listed>;

/** A network as libvirt hands it to a client. */
const networkRef = z.object({ name, uuid });
export type NetworkRef = z.infer<typeof networkRef>;

const listedNetwork = networkRef.extend({ active: z.boolean(), persistent: z.boolean(), autostart: z.boolean() });
export type ListedNetwork = z.infer<typeof listedNetwork>;
const whichNetwork = z.object({ uuid });

/** virNodeInfo. */
const nodeInfo = z.object({
  model: z.string(),
  memoryKib: z.number(),
  cpus: z.number(),
  mhz: z.number(),
  nodes: z.number(),
  sockets: z.number(),
  cores: z.number(),
  threads: z.number(),
});
export type NodeInfo = z.infer<typeof nodeInfo>;

const call = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });

export const calls = {
  ConnectOpen: call(
    z.object({
      /** Version of this protocol; a peer of another version is told so. */
      version: z.number().int(),
      token: z.string().max(4096).optional(),
      /** Process ids of the client and its ancestors on this machine: how a call from inside a hook is recognised. */
      ancestors: z.array(z.number().int()).max(64).optional(),
      /** What the client is: shown in log lines. */
      client: z.string().max(200),
    }),
    z.object({ host: name, uuid, libvirt: z.string(), version: z.number().int() }),
  ),
  ConnectListAllDomains: call(
    z.object({
      driver: driver.optional(),
      /** Only those with a managed save image, or without. */
      managedSave: z.boolean().optional(),
    }),
    z.object({ domains: z.array(listed) }),
  ),
  ConnectDomainEventRegisterAny: call(z.object({ driver: driver.optional(), domain: uuid.optional() }), nothing),
  DomainLookup: call(z.object({ driver, key: name, by: z.enum(['id', 'uuid', 'name']).optional() }), domainRef),
  DomainDefineXML: call(z.object({ driver, xml: text }), domainRef),
  DomainCreateXML: call(
    z.object({ driver, xml: text, paused: z.boolean().optional(), autodestroy: z.boolean().optional() }),
    domainRef,
  ),
  DomainCreateWithFlags: call(
    who.extend({
      paused: z.boolean().optional(),
      autodestroy: z.boolean().optional(),
      /** Boots anew although there is a managed save image, which is dropped. */
      forceBoot: z.boolean().optional(),
    }),
    domainRef,
  ),
  DomainShutdown: call(who, nothing),
  DomainDestroy: call(who, nothing),
  DomainReboot: call(who, nothing),
  DomainReset: call(who, nothing),
  DomainSuspend: call(who, nothing),
  DomainResume: call(who, nothing),
  DomainUndefineFlags: call(who.extend({ managedSave: z.boolean().optional() }), nothing),
  DomainGetXMLDesc: call(
    who.extend({
      inactive: z.boolean().optional(),
      secure: z.boolean().optional(),
      migratable: z.boolean().optional(),
    }),
    z.object({ xml: text }),
  ),
  DomainGetState: call(who, state),
  DomainGetInfo: call(
    /** `ticks` false: the guest itself is not asked. */
    who.extend({ ticks: z.boolean().optional() }),
    listed.extend({
      osType: z.string(),
      maxMemoryKib: z.number(),
      usedMemoryKib: z.number(),
      cpus: z.number(),
      cpuTimeNs: z.number(),
      managedSave: z.boolean(),
      /** Ticks the guest has counted since it was booted: it goes on over a migration without a gap. */
      ticks: z.number(),
      securityModel: z.string(),
      /** What libvirt has to say about the guest (virDomainGetMessages). */
      messages: z.array(z.string()).optional(),
      /** Whether the guest has a channel for an agent. */
      agent: z.boolean().optional(),
      /** Whether its memory can be given back while it runs. */
      balloon: z.boolean().optional(),
    }),
  ),
  DomainGetJobStats: call(who.extend({ completed: z.boolean().optional() }), job),
  /** `postcopy` breaks off what cannot be undone any more. */
  DomainGetInterfaceParameters: call(who.extend({ device: text, ...impact }), z.object({ limits: bandwidth })),
  DomainSetInterfaceParameters: call(who.extend({ device: text, limits: bandwidth, ...impact }), nothing),
  DomainAbortJob: call(who.extend({ postcopy: z.boolean().optional() }), nothing),
  DomainMigrateStartPostCopy: call(who, nothing),
  DomainSetAutostart: call(who.extend({ autostart: z.boolean() }), nothing),
  DomainSave: call(who.extend({ path: text, xml: text.optional(), ...asRestored }), nothing),
  DomainRestore: call(z.object({ driver, path: text, xml: text.optional(), ...asRestored }), nothing),
  DomainSaveImageGetXMLDesc: call(
    z.object({ driver, path: text, secure: z.boolean().optional() }),
    z.object({ xml: text }),
  ),
  DomainSaveImageDefineXML: call(z.object({ driver, path: text, xml: text, ...asRestored }), nothing),
  DomainManagedSaveDefineXML: call(who.extend({ xml: text, ...asRestored }), nothing),
  DomainManagedSaveGetXMLDesc: call(who.extend({ secure: z.boolean().optional() }), z.object({ xml: text })),
  DomainManagedSave: call(who.extend(asRestored), nothing),
  DomainManagedSaveRemove: call(who, nothing),
  DomainGetMetadata: call(
    who.extend({ type: z.enum(metadataTypes), uri: text.optional(), ...impact }),
    z.object({ metadata: text }),
  ),
  DomainSetMetadata: call(
    who.extend({
      type: z.enum(metadataTypes),
      /** Absent: what is there is taken away. */
      metadata: text.optional(),
      /** Prefix and namespace of an element. */
      key: text.optional(),
      uri: text.optional(),
      ...impact,
    }),
    nothing,
  ),
  DomainAttachDeviceFlags: call(who.extend({ xml: text, ...impact }), nothing),
  DomainDetachDeviceFlags: call(who.extend({ xml: text, ...impact }), nothing),
  DomainUpdateDeviceFlags: call(who.extend({ xml: text, ...impact }), nothing),
  DomainDetachDeviceAlias: call(who.extend({ alias: text, ...impact }), nothing),
  DomainSetMemoryFlags: call(
    who.extend({ kib: z.number().int().positive(), maximum: z.boolean().optional(), ...impact }),
    nothing,
  ),
  DomainSetMemoryStatsPeriod: call(who.extend({ seconds: count, ...impact }), nothing),
  DomainGetVcpusFlags: call(
    who.extend({ maximum: z.boolean().optional(), guest: z.boolean().optional(), ...impact }),
    z.object({ count }),
  ),
  DomainSetVcpusFlags: call(
    who.extend({
      count: z.number().int().positive(),
      maximum: z.boolean().optional(),
      /** By the guest's agent. */
      guest: z.boolean().optional(),
      hotpluggable: z.boolean().optional(),
      ...impact,
    }),
    nothing,
  ),
  DomainSetVcpu: call(who.extend({ vcpus: z.array(count).max(1024), enable: z.boolean(), ...impact }), nothing),
  DomainPinVcpuFlags: call(who.extend({ vcpu: count, cpus, ...impact }), nothing),
  /** A set of processors for each one the guest can have; nothing where it may run on all. */
  DomainGetVcpuPinInfo: call(who.extend(impact), z.object({ pins: z.array(cpus.nullable()) })),
  DomainPinEmulator: call(who.extend({ cpus, ...impact }), nothing),
  DomainGetEmulatorPinInfo: call(who.extend(impact), z.object({ pin: cpus.nullable() })),
  DomainGetIOThreadInfo: call(
    who.extend(impact),
    z.object({ threads: z.array(z.object({ id: count, cpus: cpus.nullable() })) }),
  ),
  DomainPinIOThread: call(who.extend({ id: count, cpus, ...impact }), nothing),
  DomainAddIOThread: call(who.extend({ id: count, ...impact }), nothing),
  DomainDelIOThread: call(who.extend({ id: count, ...impact }), nothing),
  DomainSetIOThreadParams: call(who.extend({ id: count, parameters, ...impact }), nothing),
  DomainGetMemoryParameters: call(who.extend(impact), z.object({ parameters })),
  DomainSetMemoryParameters: call(who.extend({ parameters, ...impact }), nothing),
  DomainGetNumaParameters: call(who.extend(impact), z.object({ parameters })),
  DomainSetNumaParameters: call(who.extend({ parameters, ...impact }), nothing),
  DomainGetBlkioParameters: call(who.extend(impact), z.object({ parameters })),
  DomainSetBlkioParameters: call(who.extend({ parameters, ...impact }), nothing),
  DomainGetSchedulerParametersFlags: call(who.extend(impact), z.object({ parameters })),
  DomainSetSchedulerParametersFlags: call(who.extend({ parameters, ...impact }), nothing),
  DomainGetPerfEvents: call(who.extend(impact), z.object({ parameters })),
  DomainSetPerfEvents: call(who.extend({ parameters, ...impact }), nothing),
  DomainGetBlockIoTune: call(who.extend({ disk: text.optional(), ...impact }), z.object({ parameters })),
  DomainSetBlockIoTune: call(who.extend({ disk: text, parameters, ...impact }), nothing),
  DomainSetLifecycleAction: call(
    who.extend({ when: z.enum(['poweroff', 'reboot', 'crash']), action: text, ...impact }),
    nothing,
  ),
  DomainGetStats: call(
    who,
    z.object({
      disks: z.array(z.object({ target: z.string(), source: z.string().optional(), readonly: z.boolean().optional() })),
      interfaces: z.array(z.object({ name: z.string().optional(), mac: z.string() })),
    }),
  ),
  DomainCoreDump: call(
    who.extend({
      path: text,
      live: z.boolean().optional(),
      crash: z.boolean().optional(),
      reset: z.boolean().optional(),
    }),
    nothing,
  ),
  DomainRename: call(who.extend({ newName: name }), nothing),
  DomainQemuAttach: call(z.object({ driver, pid: z.number().int() }), nothing),
  NodeGetInfo: call(nothing, nodeInfo),
  /** 0 is no limit; `postcopy` means the time after a switch to post-copy. */
  DomainMigrateSetMaxSpeed: call(
    who.extend({ mibPerSecond: z.number().int().nonnegative(), postcopy: z.boolean().optional() }),
    nothing,
  ),
  DomainMigrateGetMaxSpeed: call(
    who.extend({ postcopy: z.boolean().optional() }),
    z.object({ mibPerSecond: z.number().int().nonnegative() }),
  ),
  DomainMigrateSetMaxDowntime: call(who.extend({ ms: z.number().int().nonnegative() }), nothing),
  DomainMigrateGetMaxDowntime: call(who, z.object({ ms: z.number().int().nonnegative() })),
  DomainMigrateSetCompressionCache: call(who.extend({ bytes: z.number().int().nonnegative() }), nothing),
  DomainMigrateGetCompressionCache: call(who, z.object({ bytes: z.number().int().positive() })),
  DomainMigrateBegin3Params: call(
    who.extend({ flags, dname: name.optional(), xml: text.optional(), migrateDisks }),
    z.object({ xml: text, cookie: text }),
  ),
  DomainMigratePrepare3Params: call(
    z.object({
      ...{ driver, xml: text, cookie: text, flags, dname: name.optional() },
      /** Where the guest is to wait for its state: how the source reaches it, and what it listens on. */
      ...{ migrateUri: text.optional(), listenAddress: text.optional() },
      ...tuningShape,
    }),
    z.object({ cookie: text, uri: text }),
  ),
  DomainMigratePerform3Params: call(
    who.extend({
      flags,
      cookie: text,
      uri: text,
      dname: name.optional(),
      xml: text.optional(),
      persistentXml: text.optional(),
      bandwidth: z.number().int().nonnegative().optional(),
      /** MiB per second after a switch to post-copy; 0 or absent is no limit. */
      postcopyBandwidth: z.number().int().nonnegative().optional(),
      ...tuningShape,
      /** Where a client of the guest's screen would be sent; no guest here has one. */
      graphicsUri: text.optional(),
      /** Set for peer-to-peer: the source host conducts the whole migration inside this call; `uri` is the user's then. */
      dconnuri: text.optional(),
      listenAddress: text.optional(),
      migrateDisks,
    }),
    z.object({ cookie: text }),
  ),
  DomainMigrateFinish3Params: call(
    z.object({ driver, name, cookie: text, flags, cancelled: z.boolean(), persistentXml: text.optional() }),
    z.object({ cookie: text, domain: domainRef.nullable() }),
  ),
  DomainMigrateConfirm3Params: call(
    who.extend({
      cookie: text,
      flags,
      cancelled: z.boolean(),
      /** The destination's answer to Finish never came: nobody knows whether the guest runs there. */
      unanswered: z.boolean().optional(),
    }),
    nothing,
  ),
  ConnectListAllNetworks: call(nothing, z.object({ networks: z.array(listedNetwork) })),
  NetworkLookup: call(z.object({ key: name, by: z.enum(['uuid', 'name']).optional() }), networkRef),
  NetworkDefineXML: call(z.object({ xml: text }), networkRef),
  /** Starts a network that is not kept. */
  NetworkCreateXML: call(z.object({ xml: text }), networkRef),
  NetworkCreate: call(whichNetwork, nothing),
  NetworkDestroy: call(whichNetwork, nothing),
  NetworkUndefine: call(whichNetwork, nothing),
  NetworkUpdate: call(
    whichNetwork.extend({
      command: z.enum(networkUpdateCommands),
      section: z.enum(networkSections),
      parentIndex: z.number().int().min(-1).optional(),
      xml: text,
      /** What the change affects; neither means the live network where it is active, else the kept one. */
      live: z.boolean().optional(),
      config: z.boolean().optional(),
    }),
    nothing,
  ),
  NetworkGetXMLDesc: call(whichNetwork.extend({ inactive: z.boolean().optional() }), z.object({ xml: text })),
  NetworkGetInfo: call(whichNetwork, listedNetwork.extend({ bridge: z.string().optional() })),
  NetworkSetAutostart: call(whichNetwork.extend({ autostart: z.boolean() }), nothing),
  /** Makes a port for nobody's card; its hook is called as for a guest's. */
  NetworkPortCreateXML: call(whichNetwork.extend({ xml: text }), z.object({ uuid: z.string() })),
  /** Takes a port away, whoever has it. */
  NetworkPortDelete: call(whichNetwork.extend({ port: z.string() }), nothing),
  /** What `systemctl reload libvirtd` would do; libvirt itself has no call for it. */
  HooklabReload: call(nothing, nothing),
  /** Entries of this host's journal with a number above `since`; waits for one when there is none and `wait` is set. */
  HooklabJournal: call(
    z.object({ since: z.number().int().nonnegative(), wait: z.boolean().optional() }),
    z.object({ entries: z.array(z.record(z.string(), z.unknown())) }),
  ),
} as const;
export type CallName = keyof typeof calls;
export type ParamsOf<C extends CallName> = z.infer<(typeof calls)[C]['params']>;
export type ResultOf<C extends CallName> = z.infer<(typeof calls)[C]['result']>;

/** The version of this protocol. Both ends must speak the same one. */
export const protocolVersion = 1;

const error = z.object({ code: z.number().int(), domain: z.number().int(), message: text });

export { metadataTypes } from './notices.ts';

/** What `virsh event` shows: a lifecycle event of a domain, or what else it is told of one. */
export const eventNotice = z.object({
  driver,
  domain: name,
  uuid,
  event: z.string(),
  detail: z.string(),
  /** Set for all that is no lifecycle event; `event` is its name then, and `detail` empty. */
  notice: guestNotice.optional(),
  at: z.number(),
});
export type EventNotice = z.infer<typeof eventNotice>;

export const envelope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number().int(), call: z.string().max(100), params: z.unknown(), after }),
  z.object({ kind: z.literal('reply'), id: z.number().int(), result: z.unknown(), after }),
  z.object({ kind: z.literal('error'), id: z.number().int(), error, after }),
  z.object({ kind: z.literal('event'), event: eventNotice, after }),
  /** A sentence for the waiting client, for instance that its call waits for a running hook. */
  z.object({ kind: z.literal('notice'), id: z.number().int(), text, after }),
  z.object({ kind: z.literal('ping') }),
  z.object({ kind: z.literal('pong') }),
]);
export type Envelope = z.infer<typeof envelope>;

/** Makes a call on some host: a connection in this process, or a link to another one. Rejects with a LibvirtError. */
export type Caller = <C extends CallName>(call: C, params: ParamsOf<C>) => Promise<ResultOf<C>>;
