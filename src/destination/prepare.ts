import { type Definition, parseDomainXml, renamed, withDefaults } from '../domain/definition/index.ts';
import { openJob } from '../domain/job.ts';
import { createPerformer, newProgress, playRows, settle, undoRows } from '../player/index.ts';
import { arrange, rowsOf } from '../protocol/arrange.ts';
import { type Cookie, formatCookie, parseCookie } from '../protocol/cookie.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { ParamsOf, ResultOf } from '../protocol/messages.ts';
import { flagBits, migrationScore, scoreFlags } from '../protocol/migration-flags.ts';
import { checkTuning } from '../protocol/migration-tuning.ts';
import { admission } from './admit.ts';
import { autodestroy } from './autodestroy.ts';
import { incomingScene } from './incoming-scene.ts';
import type { IncomingState } from './migration.ts';
import { close, phase, type Role } from './role.ts';
import { placeOf } from './waiting-at.ts';

const api = 'DomainMigratePrepare3Params';
type Params = ParamsOf<typeof api>;
type Result = ResultOf<typeof api>;

/**
 * Prepare: the destination's hooks run and the guest comes into being, paused and waiting for its state. A failure
 * undoes itself here; the conductor has nothing to finish.
 */
export async function prepare(role: Role, params: Params): Promise<Result> {
  const cookie = parseCookie(params.cookie);
  role.services.journal.heard(cookie.known);
  checkCookie(cookie);
  checkTuning({ profile: role.services.profile, party: 'destination', flags: params.flags, tuning: params });
  placeOf(params);
  const { driver, dname: name = cookie.name } = params;
  const told = { score: migrationScore(params.flags), flags: scoreFlags(params.flags) };
  role.lastWords.take(name);
  return phase(role, { name, driver }, 'prepare', told, () => play(role, params, cookie));
}

function incomingDefinition({ services }: Role, { xml, driver, dname }: Params): Definition {
  const sent = withDefaults(parseDomainXml(xml, { driver, random: services.random }));
  return dname ? renamed(sent, dname) : sent;
}

/** Cookies of a real migration name their guest; one that does not is somebody's test. */
function checkCookie({ name, uuid }: Cookie): void {
  if (!name || !uuid) throw new LibvirtError('internal error', 'missing name element in migration data', 'qemu');
}

const scoreFor = ({ services: { profile } }: Role, { driver, flags }: Params) =>
  arrange(profile.scores[driver][migrationScore(flags)], { profile, driver, flags: scoreFlags(flags) });

async function play(role: Role, params: Params, cookie: Cookie) {
  const { services } = role;
  const sent = incomingDefinition(role, params);
  const score = scoreFor(role, params);
  const job = openJob('Incoming migration', api, services.clock.monotonic(), flagBits(params.flags));
  const progress = newProgress();
  const gate = admission(role, { sent, cookie, job });
  const scene = incomingScene(services, { sent, progress, gate, place: placeOf(params), params });
  const migration: IncomingState = {
    get domain() {
      return scene.domain;
    },
    job,
    scene,
    score,
    progress,
    finishing: false,
    leave: gate.leave,
    forgetConnection: () => {},
  };
  try {
    const rows = rowsOf(score, 'destination', 'prepare').before;
    const failure = await playRows({ rows, performer: createPerformer(services, scene), progress });
    if (failure) throw await refused(role, migration, failure);
    await keep(role, migration, params, sent.name);
    return reply(role, sent, gate.uri());
  } finally {
    gate.leave();
  }
}

async function refused(role: Role, migration: IncomingState, failure: LibvirtError): Promise<LibvirtError> {
  const { domain, job } = migration;
  const held = domain?.job === job;
  endJob(migration);
  if (domain && held) await settle(role.services, domain);
  return failure;
}

/**
 * From here until Finish the guest hangs on the conductor's connection: when that closes, it is destroyed. The first two
 * releases with hooks let other calls at it meanwhile (facts, section 0: 0.8.2).
 */
async function keep(role: Role, migration: IncomingState, { flags }: Params, name: string): Promise<void> {
  role.incoming.set(name, migration);
  Object.assign(migration.job, { phase: 'prepare', discard: () => endJob(migration) });
  if (!role.services.profile.incomingJob) endJob(migration);
  // The stream of a tunnel keeps a connection whose client left meanwhile from being closed (recordings 14b-*-tunnelled-A-KILL).
  if (flags.includes('tunnelled') && role.connection.hasLeft?.()) return;
  migration.forgetConnection = role.connection.onClose(() => role.services.unasked(autodestroy(role, name, migration)));
}

function endJob({ domain, job }: IncomingState): void {
  if (domain?.job === job) domain.job = undefined;
  job.end();
}

const reply = ({ services }: Role, { name, uuid }: Definition, uri: string): Result => ({
  uri,
  cookie: formatCookie(
    {
      name,
      uuid,
      hostName: services.host,
      hostUuid: services.profile.migrationProtocol === 3 ? services.hostUuid : undefined,
    },
    services.journal.known(),
  ),
});

/** Undoes what a Prepare left: the guest goes, with its hooks, for the cause the scene has. */
export async function undoPrepare(role: Role, name: string, migration: IncomingState): Promise<void> {
  const { services } = role;
  const { scene, progress, domain } = migration;
  await undoRows({ performer: createPerformer(services, scene), progress });
  close(role, name, migration);
  if (domain) await settle(services, domain);
}
