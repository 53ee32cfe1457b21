import { LibvirtError } from '../protocol/errors.ts';
import { located } from '../protocol/origins.ts';
import type { Profile } from '../protocol/profiles/index.ts';

/** Where a daemon that starts may fail, with libvirtd's exit status for it (virDaemonErr). */
const statuses = { configuration: 1, 'pid file': 1, server: 3, network: 6, start: 1 } as const;
export type Stage = keyof typeof statuses;

/** Does part of a start; an error of it is known as that part's from then on. */
export async function stage<T>(name: Stage, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LibvirtError && !stageOf.has(error)) stageOf.set(error, name);
    throw error;
  }
}
const stageOf = new WeakMap<LibvirtError, Stage>();

/** What libvirtd finds wrong only when it makes its sockets. */
export const isOfSockets = ({ message }: LibvirtError): boolean => /^Failed to parse mode/.test(message);
/** What has its own stage already, or is not told as an error of the file. */
export const isKnownElsewhere = (error: LibvirtError): boolean =>
  stageOf.has(error) || /^Unable to resolve/.test(error.message);

export const exitStatus = (error: LibvirtError): number => statuses[stageOf.get(error) ?? 'start'];

/** Which of 9.0.0's functions says so. */
const saidBy: readonly (readonly [words: RegExp, origin: string])[] = [
  [/^Can't load config file/, 'main:918'],
  [/^Invalid value for timeout/, 'main:868'],
  [/^Failed to (acquire|open) pid file/, 'virPidFileAcquirePath:401'],
  [/^invalid UUID source/, 'daemonSetupHostUUID:691'],
  [/^invalid host UUID/, 'daemonSetupHostUUID:696'],
  [/^internal error: The overall maximum/, 'virNetServerNew:374'],
  [/^Failed to parse mode/, 'daemonSetupNetworking:263'],
  [/^invalid argument: Failed to parse group/, 'virGetGroupID:840'],
  [/^Cannot read (CA certificate|certificate|private key)/, 'virNetTLSContextCheckCertFile:105'],
  [/^Unable to resolve address/, 'virNetSocketNewListenTCP:348'],
  [/^Unable to bind to port/, 'virNetSocketNewListenTCP:448'],
  [/^Failed to bind socket/, 'virNetSocketNewListenUNIX:542'],
];

/** The error as libvirtd's log has it. */
export const failureLine = (profile: Profile, { message }: LibvirtError): string =>
  `${located(profile, saidBy.find(([words]) => words.test(message))?.[1] ?? 'main')} : ${message}`;

/** An error of the configuration names its file again (main). */
export const configurationError = (error: LibvirtError, file: string): LibvirtError =>
  new LibvirtError('system error', `Can't load config file: ${error.message}: ${file}`);
