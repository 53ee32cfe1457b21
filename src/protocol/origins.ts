import type { ErrorValue } from './errors.ts';
import type { Profile } from './profiles/profile.ts';
import { raisedByDomainCalls } from './raised-by-domain-calls.ts';

/**
 * Functions of libvirt as its log lines name them. The line is 9.0.0's, where a recording has it; the profile says
 * whether its own lines are known.
 */
export const origins = {
  taint: 'qemuDomainObjTaintMsg:6603',
  networkTaint: 'networkNetworkObjTaint:4695',
  jobRefused: 'virDomainObjBeginJobInternal:433',
  autostart: 'qemuAutostartDomain:197',
  managedSave: 'qemuDomainObjStart:6310',
  lastWords: 'qemuProcessReportLogError:1971',
  noWords: 'qemuProcessReportLogError:1969',
  endOfFile: 'virNetSocketReadWire:1793',
  keepalive: 'virKeepAliveTimerInternal:134',
  answered: 'virNetClientProgramDispatchError:172',
  noSnapshots: 'virDomainSnapshotNum:359',
  guestLeft: 'qemuDomainObjExitRemote:6232',
  noMonitorPath: 'qemuDomainObjPrivateXMLParse:3083',
  loadAllConfigs: 'virDomainObjListLoadAllConfigs:611',
  masterKey: 'qemuDomainMasterKeyReadFile:613',
  noScreen: 'qemuMigrationSrcRun:4784',
  conductorGone: 'qemuMigrationAnyConnectionClosed:2298',
} as const;

/** Which function raises an error, known by its words; libvirt logs it there. */
const raisedBy: readonly (readonly [words: RegExp, origin: string])[] = [
  [/^\(domain_definition\):\d+: /, 'catchXMLError:1025'],
  [/^unsupported configuration: Target domain max memory /, 'virDomainMemtuneCheckABIStability:20722'],
  [/^unsupported configuration: Target domain uuid /, 'virDomainDefCheckABIStabilityFlags:20994'],
  [/^unsupported configuration: Target domain name /, 'virDomainDefCheckABIStabilityFlags:21024'],
  [/^network port not found: /, 'virNetworkObjLookupPort:1598'],
  [/^internal error: Attempt to migrate guest to the same host /, 'qemuMigrationCookieXMLParse:1324'],
  [/^operation failed: job '.*' failed/, 'qemuMigrationJobCheckStatus:1869'],
  [/^operation aborted: job '.*' canceled by client/, 'qemuMigrationJobCheckStatus:1880'],
  [/^invalid argument: Turn auto convergence on/, 'qemuMigrationParamsFromFlags:660'],
  [/^invalid argument: Turn parallel migration on/, 'qemuMigrationParamsFromFlags:667'],
  [/^invalid argument: Unsupported compression method/, 'qemuMigrationParamsSetCompression:525'],
  [/^invalid argument: Compression method '.*' is specified twice/, 'qemuMigrationParamsSetCompression:532'],
  [/^invalid argument: Turn multithread compression on/, 'qemuMigrationParamsSetCompression:560'],
  [/^invalid argument: Turn xbzrle compression on/, 'qemuMigrationParamsSetCompression:567'],
  [/^invalid argument: unknown graphics type/, 'qemuMigrationSrcGraphicsRelocate:2111'],
  [/^argument unsupported: unsupported scheme \S+ in migration URI/, 'qemuMigrationDstPrepareDirect:3757'],
  [/^Operation not supported: migration of non-shared storage/, 'qemuMigrationSrcBeginPhase:2609'],
  [/^internal error: unable to execute QEMU command/, 'qemuMonitorJSONCheckErrorFull:366'],
  [/^operation aborted: migration out: canceled by client/, 'qemuMigrationSrcRun:4888'],
  [/^migration successfully aborted/, 'qemuMigrationDstFinish:6832'],
  [/^operation failed: domain is not running/, 'virDomainObjWait:4107'],
  [/^Timed out during operation: cannot acquire state change lock/, 'virDomainObjBeginJobInternal:468'],
  [/^Operation not supported: migration statistics are available only/, 'qemuDomainGetJobStatsInternal:12449'],
  [/^internal error: connection closed due to keepalive timeout/, origins.keepalive],
  [/^internal error: client socket is closed/, 'virNetClientSendInternal:2152'],
  [/^internal error: qemu unexpectedly closed the monitor$/, origins.noWords],
  [/^internal error: process exited while connecting to monitor$/, origins.noWords],
  [/^internal error: qemu unexpectedly closed the monitor/, origins.lastWords],
  ...raisedByDomainCalls,
];

/** Errors that only say that something is not there, or not in the state for it: libvirtd logs them as debug lines. */
const expected: readonly number[] = [42, 43, 49, 50, 53, 55, 57, 62, 66, 72, 80];

/** How libvirtd logs an error that it raised (virRaiseErrorFull, daemonErrorLogFilter). */
export function errorLine(profile: Profile, { code, message }: ErrorValue): { level: 'debug' | 'error'; text: string } {
  const origin = raisedBy.find(([words]) => words.test(message))?.[1];
  const no = /^this function is not supported by the connection driver: (\w+)$/.exec(message)?.[1];
  const text = `${located(profile, origin ?? no ?? 'virRaiseErrorFull')} : ${message}`;
  return { level: expected.includes(code) ? 'debug' : 'error', text };
}

/** The origin as this release tells it: without a line where nobody has written that down. */
export const located = ({ knowsLines }: Pick<Profile, 'knowsLines'>, origin: string): string =>
  knowsLines ? origin : origin.replace(/:\d+$/, '');
