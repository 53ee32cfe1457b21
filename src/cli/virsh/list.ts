import type { ListedDomain } from '../../protocol/messages.ts';
import { exclude } from './exclude.ts';
import type { Given } from './given.ts';
import { type Candidate, filters, inVirshOrder, isWanted } from './list-filter.ts';
import { who } from './lookup.ts';
import { formatTable } from './table.ts';
import type { Verb, VerbCall, VerbOption } from './verb.ts';
import { failingWith } from './virsh-error.ts';
import { inVirshWords } from './words.ts';

const flag = (name: string, help: string): VerbOption => ({ name, kind: 'flag', help });

/** The domains of a host. */
export const list: Verb = {
  name: 'list',
  summary: 'list domains',
  description: 'Returns list of domains.',
  options: [
    flag('inactive', 'list inactive domains'),
    flag('all', 'list inactive & active domains'),
    ...filters.flat().map(({ name, help }) => flag(name, help)),
    flag('uuid', "list uuid's only"),
    flag('name', 'list domain names only'),
    flag('id', 'list domain IDs only'),
    flag('table', 'list table (default)'),
    flag('managed-save', 'mark inactive domains with managed save state'),
    flag('title', 'show domain title'),
  ],
  async run(call) {
    const { given, globals } = call;
    exclude(given, ['table', 'name'], ['table', 'id']);
    const chosen = (await candidates(call)).filter((domain) => isWanted(domain, given)).sort(inVirshOrder);
    const domains = given.has('title') ? await Promise.all(chosen.map((domain) => titled(call, domain))) : chosen;
    return { data: { domains: domains.map(asData) }, print: listText(domains, given, globals.quiet) };
  },
};

/** Whether there is a managed save image is asked for only where it matters. */
async function candidates({ session, driver, given }: VerbCall): Promise<Candidate[]> {
  const ask = (more: { managedSave?: true } = {}) => session.call('ConnectListAllDomains', { driver, ...more });
  const { domains } = await failingWith('Failed to list domains', ask());
  const matters = ['with-managed-save', 'without-managed-save', 'managed-save'].some(given.has);
  const saved = matters ? (await ask({ managedSave: true })).domains : [];
  return domains.map((domain) => ({ ...domain, title: '', saved: saved.some(({ uuid }) => uuid === domain.uuid) }));
}

async function titled({ session }: VerbCall, domain: Candidate): Promise<Candidate> {
  const asked = session.call('DomainGetMetadata', { ...who(domain), type: 'title' });
  return { ...domain, title: await asked.then(({ metadata }) => metadata).catch(() => '') };
}

const inWords = (domain: ListedDomain) => ({ ...domain, ...inVirshWords(domain.state, domain.reason) });
const asData = ({ saved: _, title, ...domain }: Candidate) => ({ ...inWords(domain), ...(title && { title }) });

function listText(domains: readonly Candidate[], given: Given, quiet: boolean): string {
  const columns = (['uuid', 'id', 'name'] as const).filter((name) => given.has(name));
  if (columns.length > 0 && !given.has('table')) return bareText(domains, columns);
  const more = given.has('title') ? 'Title' : given.has('uuid') ? 'UUID' : undefined;
  const rows = domains.map((domain) => {
    const { id, name, uuid, title } = domain;
    const first = [`${id ?? '-'}`, name, stateOf(domain, given)];
    return more ? [...first, more === 'Title' ? title : uuid] : first;
  });
  return formatTable(['Id', 'Name', 'State', ...(more ? [more] : [])], rows, { quiet });
}

/** `saved` stands for `shut off` where it is asked for. */
function stateOf(domain: Candidate, given: Given): string {
  const isMarked = given.has('managed-save') && domain.id === null && domain.saved;
  return isMarked ? 'saved' : inWords(domain).state;
}

function bareText(domains: readonly ListedDomain[], columns: readonly ('uuid' | 'id' | 'name')[]): string {
  const onlyIds = columns.length === 1 && columns[0] === 'id';
  const listed = onlyIds ? domains.filter(({ id }) => id !== null) : domains;
  return listed.map((domain) => `${columns.map((column) => domain[column] ?? '-').join(' ')}\n`).join('');
}
