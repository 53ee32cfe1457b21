import { resolve } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { lookup, who } from './lookup.ts';
import { quoted } from './quoting.ts';
import { domainOption, type Verb, type VerbOption } from './verb.ts';
import { failingWith } from './virsh-error.ts';
import { watchJob } from './watch-job.ts';

const flag = (name: string, help: string): VerbOption => ({ name, kind: 'flag', help });

/** Writes a guest's memory to a file for analysis. */
export const dump: Verb = {
  name: 'dump',
  summary: 'dump the core of a domain to a file for analysis',
  description: 'Core dump a domain.',
  options: [
    domainOption,
    { name: 'file', kind: 'data', help: 'where to dump the core' },
    flag('live', 'perform a live core dump if supported'),
    flag('crash', 'crash the domain after core dump'),
    flag('bypass-cache', 'avoid file system cache when dumping'),
    flag('reset', 'reset the domain after core dump'),
    flag('verbose', 'display the progress of dump'),
    flag('memory-only', "dump domain's memory only"),
    { name: 'format', kind: 'string', help: 'specify the format of memory-only dump' },
  ],
  endsItself: true,
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const [name, file] = [quoted(session, given.required('domain')), given.required('file')];
    const asked = { live: given.has('live'), crash: given.has('crash'), reset: given.has('reset') };
    const start = async () =>
      refuse(asked) ?? session.call('DomainCoreDump', { ...who(domain), path: resolve(file), ...asked });
    await watchJob(call, { domain, label: 'Dump' }, () =>
      failingWith(`Failed to core dump domain ${name} to ${file}`, start()),
    );
    return { data: { name: domain.name, uuid: domain.uuid, file }, note: `\nDomain ${name} dumped to ${file}\n` };
  },
};

/** The library refuses these before any host hears of them (virDomainCoreDumpWithFormat). */
function refuse(asked: Readonly<Record<string, boolean>>): undefined {
  for (const [one, other] of [
    ['crash', 'live'],
    ['crash', 'reset'],
    ['live', 'reset'],
  ] as const)
    if (asked[one] && asked[other])
      throw new LibvirtError(
        'invalid argument',
        `Flags 'VIR_DUMP_${one.toUpperCase()}' and 'VIR_DUMP_${other.toUpperCase()}' are mutually exclusive`,
      );
}
