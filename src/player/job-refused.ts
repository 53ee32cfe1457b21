import type { Domain } from '../domain/domain.ts';
import type { Job } from '../domain/job.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { located, origins } from '../protocol/origins.ts';
import type { Caller } from './caller.ts';
import type { Services } from './services.ts';

/** virDomainJob by the call that wants one; all others modify the guest. */
const wanted: Readonly<Record<string, string>> = {
  DomainSuspend: 'suspend',
  DomainAbortJob: 'abort',
  DomainDestroy: 'destroy',
};

/** virDomainAsyncJob of what is under way. */
const underWay: Readonly<Record<Job['operation'], string>> = {
  'Outgoing migration': 'migration out',
  'Incoming migration': 'migration in',
  Save: 'save',
  Dump: 'dump',
  Start: 'start',
  Restore: 'start',
};

/** A call waited too long for another call's job: the warning names both (recording 5e-ops-during-migration-B). */
export function jobRefused({ log, profile, clock }: Services, domain: Domain, { api }: Caller, job: Job): LibvirtError {
  const owner = `remoteDispatch${job.api}`;
  const seconds = Math.floor((clock.monotonic() - job.since) / 1000);
  const text =
    `Cannot start job (${wanted[api] ?? 'modify'}, none, none) in API remoteDispatch${api} for domain ${domain.definition.name}; ` +
    `current job is (none, none, ${underWay[job.operation]}) owned by (0 <null>, 0 <null>, 0 ${owner} ` +
    `(flags=0x${job.apiFlags.toString(16)})) for (0s, 0s, ${seconds}s)`;
  log({ level: 'warning', text: `${located(profile, origins.jobRefused)} : ${text}` });
  return new LibvirtError('operation timeout', `cannot acquire state change lock (held by monitor=${owner})`, 'qemu');
}
