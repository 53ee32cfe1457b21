import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';
import { inVirshWords } from './words.ts';

/** The state a domain is in, and why. */
export const domstate: Verb = {
  name: 'domstate',
  summary: 'domain state',
  description: 'Returns state about a domain.',
  options: [domainOption, { name: 'reason', kind: 'flag', help: 'also print reason for the state' }],
  async run(call) {
    const found = await call.session.call('DomainGetState', who(await lookup(call)));
    const { state, reason } = inVirshWords(found.state, found.reason);
    return { data: { state, reason }, print: call.given.has('reason') ? `${state} (${reason})\n` : `${state}\n` };
  },
};

/** The id of a domain that runs. */
export const domid: Verb = {
  name: 'domid',
  summary: 'convert a domain name or UUID to domain id',
  options: [{ ...domainOption, help: 'domain name or uuid' }],
  async run(call) {
    const { id } = await lookup(call, ['uuid', 'name']);
    return { data: { id }, print: `${id ?? '-'}\n` };
  },
};

/** The uuid of a domain. */
export const domuuid: Verb = {
  name: 'domuuid',
  summary: 'convert a domain name or id to domain UUID',
  options: [{ ...domainOption, help: 'domain id or name' }],
  async run(call) {
    const { uuid } = await lookup(call, ['id', 'name']);
    return { data: { uuid }, print: `${uuid}\n` };
  },
};

/** The name of a domain. */
export const domname: Verb = {
  name: 'domname',
  summary: 'convert a domain id or UUID to domain name',
  options: [{ ...domainOption, help: 'domain id or uuid' }],
  async run(call) {
    const { name } = await lookup(call, ['id', 'uuid']);
    return { data: { name }, print: `${name}\n` };
  },
};

/** A domain as XML: live, or as it would start next, or as it would migrate. */
export const dumpxml: Verb = {
  name: 'dumpxml',
  summary: 'domain information in XML',
  description: 'Output the domain information as an XML dump to stdout.',
  options: [
    domainOption,
    { name: 'inactive', kind: 'flag', help: 'show inactive defined XML' },
    { name: 'security-info', kind: 'flag', help: 'include security sensitive information in XML dump' },
    { name: 'update-cpu', kind: 'flag', help: 'update guest CPU according to host CPU' },
    { name: 'migratable', kind: 'flag', help: 'provide XML suitable for migrations' },
  ],
  async run(call) {
    const { session, given } = call;
    const flags = {
      inactive: given.has('inactive'),
      secure: given.has('security-info'),
      migratable: given.has('migratable'),
    };
    const { xml } = await session.call('DomainGetXMLDesc', { ...who(await lookup(call)), ...flags });
    return { data: { xml }, print: xml };
  },
};
