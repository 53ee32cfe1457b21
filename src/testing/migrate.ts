import { askToConduct, conductBetween, type MigrationRequest } from '../conductor/index.ts';
import { type Audit, auditMigration } from '../journal/index.ts';
import { type ErrorValue, toErrorValue } from '../protocol/errors.ts';
import type { DomainRef, MigrateFlag } from '../protocol/messages.ts';
import { migrationScore } from '../protocol/migration-flags.ts';
import { profileFor } from '../protocol/profiles/index.ts';
import type { RunningDomain } from './domain-handle.ts';
import { callOf, type HandleContext, type HostHandle } from './host-handle.ts';

/** `virsh migrate`'s options; all are off unless set. */
export interface MigrateOptions {
  readonly live?: boolean;
  readonly p2p?: boolean;
  readonly persistent?: boolean;
  readonly undefinesource?: boolean;
  readonly suspend?: boolean;
  readonly offline?: boolean;
  /** Name at the destination. */
  readonly dname?: string;
  /** MiB per second. */
  readonly bandwidth?: number;
}

/** How a migration ended. A refusal by a hook is a value, not an exception. */
export interface MigrationResult {
  readonly outcome: Audit['outcome'];
  /** libvirt's error where there is one: code, domain and the text virsh prints after `error: `. */
  readonly error?: ErrorValue;
  /** The guest where it runs now: at the destination when it migrated. */
  readonly guest?: RunningDomain;
  /** Whether the journals of both hosts are what the score allows, and what was found if not. */
  readonly audit: Audit;
}

const flagNames = [
  'live',
  'p2p',
  'persistent',
  'undefinesource',
  'suspend',
  'offline',
] as const satisfies readonly MigrateFlag[];

/** Migrates a guest and judges what both hosts wrote down. With `p2p` the source host conducts, otherwise this process. */
export async function migrateDomain(
  context: HandleContext,
  ref: DomainRef,
  destination: HostHandle,
  options: MigrateOptions,
): Promise<MigrationResult> {
  const flags = flagNames.filter((name) => options[name]);
  const { journal, lives } = context;
  await journal.refresh();
  const before = journal.entries().length;
  const error = await attempt(() =>
    move(context, destination, { domain: ref, flags, dname: options.dname, bandwidth: options.bandwidth }),
  );
  await journal.refresh();
  const audit = auditMigration(journal.entries().slice(before), {
    profile: profileFor(lives.now().client.libvirt),
    domain: ref.name,
    ...(options.dname && { destinationName: options.dname }),
    driver: ref.driver,
    score: migrationScore(flags),
  });
  const name = options.dname ?? ref.name;
  const there = error ? undefined : await destination.running(name, { driver: ref.driver });
  return { outcome: audit.outcome, audit, ...(error && { error }), ...(there && { guest: there }) };
}

async function attempt(work: () => Promise<void>): Promise<ErrorValue | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return toErrorValue(error);
  }
}

const move = (context: HandleContext, destination: HostHandle, request: MigrationRequest): Promise<void> => {
  const source = { call: callOf(context), libvirt: context.lives.now().client.libvirt };
  return request.flags.includes('p2p')
    ? askToConduct(source, destination.url(), request)
    : conductBetween(source, destination.client(), request);
};
