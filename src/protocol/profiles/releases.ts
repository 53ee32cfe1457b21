import * as bhyve from '../scores/bhyve.ts';
import * as libxl from '../scores/libxl.ts';
import * as lifecycle from '../scores/lifecycle.ts';
import * as migration from '../scores/migration.ts';
import * as network from '../scores/network.ts';
import type { LifecycleEventType, Operation } from '../vocabulary.ts';
import type { Profile } from './profile.ts';

/** What a release changed. Later releases keep everything they do not name. */
export interface Release {
  readonly release: string;
  /** Where the change is written down; `range` marks a change whose exact release is not known. */
  readonly cites: string;
  readonly range?: string;
  readonly changes: Changes;
}
/** What follows from the release that is asked for. */
export type Asked = Pick<Profile, 'release' | 'asOf' | 'ranges'>;

export type Changes = Partial<Omit<Profile, keyof Asked | 'operations' | 'scores'>> & {
  /** Operations that a driver's hook is called for from here on. */
  readonly adds?: Partial<Record<keyof Profile['operations'], readonly Operation[]>>;
  /** What is written of a domain's XML from here on: taken out of `xmlOmits`. */
  readonly writesXml?: readonly string[];
  /** Operations that are not called any more. */
  readonly drops?: Partial<Record<keyof Profile['operations'], readonly Operation[]>>;
  readonly scores?: {
    readonly qemu?: Partial<Profile['scores']['qemu']>;
    readonly lxc?: Partial<Profile['scores']['lxc']>;
    readonly libxl?: Profile['scores']['libxl'];
    readonly bhyve?: Profile['scores']['bhyve'];
  };
};

const passedOn = ['LD_PRELOAD', 'LD_LIBRARY_PATH', 'PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR'];
const firstEventTypes: readonly LifecycleEventType[] = [
  'Defined',
  'Undefined',
  'Started',
  'Suspended',
  'Resumed',
  'Stopped',
];

/** The first release with hooks: every question has an answer here. */
export const firstRelease: Omit<Profile, keyof Asked> = {
  operations: {
    daemon: ['start', 'reload', 'shutdown'],
    qemu: ['start', 'stopped'],
    lxc: ['start', 'stopped'],
    network: [],
    libxl: [],
    bhyve: [],
  },
  scores: {
    qemu: {
      migrate: migration.migrationV2WithoutCleanupHook,
      'migrate p2p': migration.migrationV2PeerToPeerWithoutCleanupHook,
      'migrate offline': migration.migrationOffline,
      start: lifecycle.qemuStartWithoutCleanupHook,
      destroy: lifecycle.qemuDestroy,
      autodestroy: lifecycle.qemuAutodestroy,
      'power off': lifecycle.qemuPowerOff,
      terminated: lifecycle.qemuTerminated,
      crash: lifecycle.qemuCrash,
      'dump crash': lifecycle.qemuDumpCrash,
      save: lifecycle.qemuSave,
      restore: lifecycle.qemuRestore,
      reconnect: lifecycle.qemuReconnect,
      'found dead': lifecycle.qemuFoundDead,
    },
    lxc: {
      // No lxc release migrates: Begin refuses before a score is played (recording 7e-lxc-migrate).
      migrate: [],
      'migrate p2p': [],
      'migrate offline': [],
      start: lifecycle.lxcStartWithoutCleanupHook,
      destroy: lifecycle.lxcDestroy,
      autodestroy: lifecycle.lxcDestroy,
      'power off': lifecycle.lxcPowerOff,
      terminated: lifecycle.lxcPowerOff,
      crash: lifecycle.lxcCrash,
      'dump crash': [],
      save: [],
      restore: [],
      reconnect: lifecycle.lxcReconnect,
      'found dead': lifecycle.lxcFoundDead,
    },
    libxl: {},
    bhyve: {},
    daemon: {
      'daemon start': lifecycle.daemonStart,
      'daemon reload': lifecycle.daemonReload,
      'daemon shutdown': lifecycle.daemonShutdown,
    },
    network: {
      'net start': network.networkStart,
      'net destroy': network.networkDestroy,
      'net update': network.networkUpdate,
      'port create': network.portCreate,
      'port delete': network.portDelete,
      'port renew': network.portRenew,
    },
  },
  lifecycleEventTypes: firstEventTypes,
  migrationProtocol: 2,
  incomingJob: false,
  namesLostDomains: false,
  quotesNames: false,
  progress: 'percent',
  hookError: 'raw status and stderr',
  execFailure: 'exit 1',
  reportedBy: { hook: 'virHookCall:416', calling: 'virHookCall' },
  knowsLines: false,
  taints: [],
  guestLog: 'nothing',
  hookErrorLevel: 'error',
  logLine: 'local time',
  logOpening: [],
  foundBy: 'access',
  nonExecutableWarning: 'Non executable hook script',
  rechecksEachCall: false,
  directories: false,
  rescansAtShutdown: false,
  environment: passedOn,
  blankOutput: 'empty',
  idGoneAt: 'release',
  xmlOmits: [
    ...['memory@unit', 'currentMemory@unit', 'vcpu@placement', 'cpu@check', 'seclabel'],
    ...['devices/controller[type=usb]', 'devices/controller[type=pci]', 'devices/input[type=keyboard]'],
    ...['devices/serial/target@type', 'devices/serial/target/model', 'devices/disk/backingStore'],
    ...['devices/disk/source@index', 'devices/audio'],
  ],
  releaseReason: [],
  stdinWritten: 'before the fork',
  hookData: ['interface', 'network', 'domain'],
  portsRenewedWith: 'guest',
  hookLocks: 'driver',
  refusesPostcopy: 'qemudDomainMigratePerform',
  pausesPostcopy: false,
  compressionMethods: ['xbzrle', 'mt'],
  cancelText: 'operation failed: Migration was cancelled by client',
  unreachableText: 'libvirt URI',
  tellsBothErrors: false,
  logsCancelledFinish: false,
  lostReason: 'failed',
};

/**
 * Every release that changed something a hook author can see, in order; a release between two of them behaves like the
 * earlier one. Source: libvirt-facts.md, the section named. Adding a release is adding one entry.
 */
export const releases: readonly Release[] = [
  { release: '0.8.0', cites: 'section 0: hooks introduced', changes: {} },
  {
    release: '0.8.2',
    cites:
      'section 0: a failed start also runs stopped (qemudStartVMDaemon), an incoming migration keeps its job until ' +
      'Finish; B6 for the line number',
    changes: {
      incomingJob: true,
      // B6: the macro ends at line 416 in 0.8.2 to 0.8.5, and compilers of that time told the last line. The hooks
      // document's example line is this one.
      reportedBy: { hook: 'virHookCall:416', calling: 'virHookCall' },
      scores: {
        qemu: {
          migrate: migration.migrationV2,
          'migrate p2p': migration.migrationV2PeerToPeer,
          start: lifecycle.qemuStart,
        },
      },
    },
  },
  {
    release: '0.8.6',
    cites: "section 0 and B6: thread id in log lines; client errors logged at debug; 93bc093a: the guest's own log",
    changes: {
      guestLog: 'moments',
      logLine: 'local time, thread',
      hookErrorLevel: 'debug',
      reportedBy: { hook: 'virHookCall:417', calling: 'virHookCall' },
    },
  },
  {
    release: '0.8.7',
    cites: 'section 0: ported to virCommand, the stderr text is lost (form 2a); B3: stdin is written while it runs',
    changes: {
      hookError: 'exit status',
      stdinWritten: 'while it runs',
      reportedBy: { hook: 'virCommandRun', calling: 'virHookCall' },
    },
  },
  {
    release: '0.8.8',
    cites: 'section 0: form 2b with the command line (commit c7a6fc37); B6: version line, errors at error level again',
    changes: {
      hookError: 'command line',
      hookErrorLevel: 'error',
      logOpening: ['version'],
      reportedBy: { hook: 'virCommandWait', calling: 'virHookCall' },
    },
  },
  {
    release: '0.9.0',
    cites:
      'section 0: prepare and release, found by any x bit (391c397e); ' +
      'qemuMigrationWaitForCompletion in its tag: the text of a cancelled migration',
    changes: {
      adds: { qemu: ['prepare', 'release'] },
      cancelText: 'operation failed: migration job: canceled by client',
      foundBy: 'mode',
      nonExecutableWarning: 'Non-executable hook script',
    },
  },
  {
    release: '0.9.1',
    cites: 'section 0: rescan before the shutdown hook (32398e12)',
    changes: { rescansAtShutdown: true },
  },
  {
    release: '0.9.2',
    cites: 'section 0: migration protocol 3 (65043d2d, 8654175c); f79cddad: taints',
    changes: {
      taints: ['high-privileges'],
      migrationProtocol: 3,
      refusesPostcopy: 'qemuDomainMigrateBegin3',
      scores: { qemu: { migrate: migration.migrationV3, 'migrate p2p': migration.migrationV3 } },
    },
  },
  {
    release: '0.9.4',
    cites: 'section 0: form 3, raw status without stderr (ef765169); B6',
    changes: { hookError: 'raw status', reportedBy: { hook: 'virHookCall:263', calling: 'virHookCall' } },
  },
  {
    release: '0.9.5',
    cites: '2e4b5243: the USB controller',
    changes: { writesXml: ['devices/controller[type=usb]'] },
  },
  {
    release: '0.9.7',
    cites: 'section 0: log lines get a date (11c6e094)',
    changes: { logLine: 'local date and time, thread' },
  },
  {
    release: '0.9.8',
    cites: 'section 0: log time in UTC (32d3ec74); D: Shutdown event',
    changes: {
      logLine: 'UTC date and time, thread',
      lifecycleEventTypes: [...firstEventTypes, 'Shutdown'],
    },
  },
  {
    release: '0.9.9',
    cites: '8fb2aeb6: a cancelled migration has an error code of its own',
    changes: { cancelText: 'operation aborted: migration job: canceled by client' },
  },
  {
    release: '0.9.11',
    cites: 'section 0: qemu migrate as a filter (04dec582); the id is cleared before stopped; B6; 26545784: units',
    changes: {
      adds: { qemu: ['migrate'] },
      idGoneAt: 'stopped',
      writesXml: ['memory@unit', 'currentMemory@unit'],
      reportedBy: { hook: 'virHookCall:278', calling: 'virHookCall' },
    },
  },
  {
    release: '0.9.12',
    cites: "virDomainDefFormatInternal in its tag: vcpu's placement is always told",
    changes: { writesXml: ['vcpu@placement'] },
  },
  {
    release: '0.9.13',
    cites:
      'section 0: qemu started, reconnect, attach; lxc prepare, started, release, reconnect (6510c97b); ' +
      "lxcVmStart in its tag: only a failed started runs lxc's cleanup",
    changes: {
      adds: {
        qemu: ['started', 'reconnect', 'attach'],
        lxc: ['prepare', 'started', 'release', 'reconnect'],
      },
      scores: { lxc: { start: lifecycle.lxcStartCleanedUpOnceStarted } },
    },
  },
  {
    release: '0.10.0',
    cites: 'B6: line number of 0.10.x',
    changes: { reportedBy: { hook: 'virHookCall:284', calling: 'virHookCall' } },
  },
  { release: '0.10.1', cites: '990e46c4: the label of the DAC driver', changes: { writesXml: ['seclabel'] } },
  {
    release: '1.0.0',
    cites: 'section 0: form 4, stderr is back, the status decoded (9c74414d, b8c298d3); B6',
    changes: {
      hookError: 'decoded, no colon',
      reportedBy: { hook: 'virHookCall:285', command: 'virCommandWait', calling: 'virHookCall' },
    },
  },
  {
    release: '1.0.3',
    cites: 'C5; until the tag of 1.0.2 qemuDomainStartWithFlags holds the lock of the whole driver',
    changes: { hookLocks: 'domain' },
  },
  {
    release: '1.0.5',
    cites: 'df0ebf6b: the PCI root is a controller; qemuDomObjFromDomain in its tag: the name of a domain that is gone',
    changes: { namesLostDomains: true, writesXml: ['devices/controller[type=pci]'] },
  },
  {
    release: '1.0.6',
    cites: '5751fc4f: why a peer-to-peer destination cannot be reached',
    changes: { unreachableText: 'libvirt URI and why' },
  },
  {
    release: '1.1.0',
    cites: 'C1: migration calls with typed parameters',
    changes: { refusesPostcopy: 'qemuDomainMigrateBegin3Params' },
  },
  { release: '1.1.1', cites: 'section 0: colon after "internal error" (a8843074)', changes: { hookError: 'decoded' } },
  {
    release: '1.2.2',
    cites:
      'section 0: network hooks (f1ab06e4); 3b2c2794: guests are tainted by their filters; bc183733: keyboards; B6',
    changes: {
      taints: ['high-privileges', 'hook-script', 'host-cpu'],
      writesXml: ['devices/input[type=keyboard]'],
      adds: { network: ['start', 'started', 'stopped', 'plugged', 'unplugged'] },
      reportedBy: { hook: 'virHookCall:297', command: 'virCommandWait', calling: 'virHookCall' },
    },
  },
  {
    release: '1.2.3',
    cites: 'B4; virExec in its tag: EXIT_CANCELED, EXIT_CANNOT_INVOKE and EXIT_ENOENT, in place of EXIT_FAILURE',
    changes: { execFailure: 'exit 125 to 127' },
  },
  {
    release: '1.2.4',
    cites: "546154e3: the end of a disk's chain of images",
    changes: { writesXml: ['devices/disk/backingStore'] },
  },
  {
    release: '1.2.9',
    cites: 'section 0: qemu restore (4f3c2e39); B6',
    changes: {
      adds: { qemu: ['restore'] },
      reportedBy: { hook: 'virHookCall:303', command: 'virCommandWait', calling: 'virHookCall' },
    },
  },
  {
    release: '1.2.10',
    cites: 'section 0: white space counts as empty filter output (virStringIsEmpty)',
    changes: { blankOutput: 'white space' },
  },
  {
    release: '1.2.13',
    cites:
      'A3; 8e6492f2: a failed start of lxc runs the whole cleanup; B6; qemuLogOperation, qemuMigrationJobName in 5.6.0',
    range:
      "versions and reasons in a guest's log, the word out in a cancelled migration's text, the XML's check of a CPU, " +
      "type of a serial port and number of a disk's source (1.2.13 to 5.6.0)",
    changes: {
      writesXml: [
        'cpu@check',
        'devices/serial/target@type',
        'devices/serial/target/model',
        'devices/disk/source@index',
      ],
      guestLog: 'versions and reasons',
      scores: { lxc: { start: lifecycle.lxcStart } },
      cancelText: 'operation aborted: migration out job: canceled by client',
    },
  },
  {
    release: '1.2.18',
    cites: 'D: error 93, migrate finish ok',
    changes: { logsCancelledFinish: true },
  },
  {
    release: '1.3.1',
    cites: 'B6: the log opens with the host name too',
    changes: { logOpening: ['version', 'hostname'] },
  },
  {
    release: '1.3.3',
    cites: 'D and E: post-copy; qemuMigrationFinish and qemuMigrationConfirmPhase of its time',
    changes: {
      refusesPostcopy: undefined,
      scores: { qemu: { migrate: migration.migrationV3Postcopy, 'migrate p2p': migration.migrationV3Postcopy } },
    },
  },
  {
    release: '1.3.5',
    cites: 'B6: line number',
    changes: { reportedBy: { hook: 'virHookCall:300', command: 'virCommandWait', calling: 'virHookCall' } },
  },
  {
    release: '2.1.0',
    cites: 'section 0 and A5: libxl hooks; I: network updated',
    range: 'network updated (2.1 to 7.0), the order of the libxl hooks (as 7.0.0 has it)',
    changes: {
      scores: { libxl: libxl.libxlScores },
      adds: {
        libxl: ['start', 'stopped', 'prepare', 'release', 'migrate', 'started', 'reconnect'],
        network: ['updated'],
      },
    },
  },
  {
    release: '3.9.0',
    cites: 'D: qemuProcessHandleStop and the capability pause-before-switchover, which needs QEMU 2.11',
    changes: {
      scores: {
        qemu: {
          migrate: migration.migrationV3PausedBeforeSwitchover,
          'migrate p2p': migration.migrationV3PausedBeforeSwitchover,
        },
      },
    },
  },
  {
    release: '4.10.0',
    cites: 'section 0: shutoff reason "daemon" (libvirt-domain.h)',
    changes: { lostReason: 'daemon' },
  },
  {
    release: '5.5.0',
    cites: 'section 0: network operations renamed; qemu attach is never called again; A4: hookData, networkNotifyPort',
    changes: {
      hookData: ['network', 'networkport'],
      portsRenewedWith: 'network',
      adds: { network: ['port-created', 'port-deleted'] },
      drops: { network: ['plugged', 'unplugged'], qemu: ['attach'] },
    },
  },
  {
    release: '5.7.0',
    cites:
      "B5: virsh quotes names; C3: a peer-to-peer destination that cannot be reached; both not yet in 5.6.0's tree",
    range: 'quoted domain names (5.7 to 7.0), the text of an unreachable destination and audio in the XML (5.7 to 9.0)',
    changes: { quotesNames: true, unreachableText: 'socket', writesXml: ['devices/audio'] },
  },
  {
    release: '6.1.0',
    cites: 'section 0 and A5: bhyve hooks',
    changes: {
      adds: { bhyve: ['prepare', 'start', 'started', 'stopped', 'release'] },
      scores: { bhyve: bhyve.bhyveScores },
    },
  },
  {
    release: '6.5.0',
    cites: 'section 0: <driver>.d directories, virRunScript; B1: each call looks at the files again; B6',
    range: 'line numbers (those of 7.0.0)',
    changes: {
      directories: true,
      rechecksEachCall: true,
      reportedBy: { hook: 'virRunScript:300', command: 'virCommandWait:2756', calling: 'virRunScript:285' },
    },
  },
  {
    release: '7.1.0',
    cites: 'section 0: two more names in the environment; C3: the text of a cancelled migration (not yet in 7.0.0)',
    range: "DYLD_* names (7.1 to 9.0), a cancelled migration's text (7.1 to 9.0)",
    changes: {
      environment: [
        'LD_PRELOAD',
        'LD_LIBRARY_PATH',
        'DYLD_INSERT_LIBRARIES',
        'DYLD_FORCE_FLAT_NAMESPACE',
        'PATH',
        'HOME',
        'USER',
        'LOGNAME',
        'TMPDIR',
      ],
      cancelText: "operation aborted: job 'migration out' canceled by client",
    },
  },
  {
    release: '8.5.0',
    cites: 'D: running (post-copy failed); C1: qemuMigrationDstPostcopyFailed, qemuDomainAbortJobFlags',
    changes: {
      pausesPostcopy: true,
      scores: {
        qemu: {
          migrate: migration.migrationV3PostcopyRunsOn,
          'migrate p2p': migration.migrationV3PostcopyRunsOn,
        },
      },
    },
  },
  {
    release: '9.0.0',
    cites: 'B6, recordings: line numbers',
    changes: {
      reportedBy: { hook: 'virRunScript:294', command: 'virCommandWait:2725', calling: 'virRunScript:279' },
      knowsLines: true,
    },
  },
  {
    release: '9.1.0',
    cites: "E: virsh shows a job's progress with two decimals; C3: the messages of both hosts (not yet in 9.0.0)",
    range: "a job's progress with two decimals, the messages of both hosts (9.1 to 11.3)",
    changes: { progress: 'two decimals', tellsBothErrors: true, knowsLines: false },
  },
  {
    release: '9.4.0',
    cites: 'VIR_MIGRATE_PARAM_COMPRESSION_ZLIB_LEVEL and -ZSTD_LEVEL are of 9.4.0',
    changes: { compressionMethods: ['xbzrle', 'mt', 'zlib', 'zstd'] },
  },
  {
    release: '10.5.0',
    cites: 'section 0: release of qemu and lxc is told the shutoff reason',
    changes: { releaseReason: ['qemu', 'lxc'] },
  },
  {
    release: '11.3.0',
    cites: 'section 0: same logic; B6: line numbers',
    changes: {
      reportedBy: { hook: 'virRunScript:294', command: 'virCommandWait:2770', calling: 'virRunScript:279' },
    },
  },
];
