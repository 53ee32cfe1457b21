import { jobText } from './job-text.ts';
import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';

/** How far the job is that moves a guest. */
export const domjobinfo: Verb = {
  name: 'domjobinfo',
  summary: 'domain job information',
  description: 'Returns information about jobs running on a domain.',
  options: [
    domainOption,
    { name: 'completed', kind: 'flag', help: 'return statistics of a recently completed job' },
    {
      name: 'keep-completed',
      kind: 'flag',
      help: "don't destroy statistics of a recently completed job when reading",
    },
    { name: 'anystats', kind: 'flag', help: 'print statistics for any kind of job (even failed ones)' },
  ],
  async run(call) {
    const completed = call.given.has('completed');
    const job = await call.session.call('DomainGetJobStats', {
      ...who(await lookup(call)),
      ...(completed && { completed }),
    });
    return { data: job, print: jobText(job) };
  },
};
