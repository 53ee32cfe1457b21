import { askToConduct, conductBetween, type MigrationRequest } from '../conductor/index.ts';
import { auditMigration } from '../journal/index.ts';
import { type ErrorValue, toErrorValue } from '../protocol/errors.ts';
import type { DomainRef, MigrateFlag } from '../protocol/messages.ts';
import { migrationScore } from '../protocol/migration-flags.ts';
import { profileFor } from '../protocol/profiles/index.ts';
import { callOf, type HandleContext } from './handle-context.ts';
import type { HostHandle, MigrateOptions, MigrationResult } from './handles.ts';

const flagNames = [
  'live',
  'p2p',
  'persistent',
  'undefinesource',
  'suspend',
  'offline',
  'tunnelled',
  'parallel',
  'compressed',
  'auto-converge',
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
