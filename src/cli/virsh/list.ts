import type { ListedDomain } from '../../protocol/messages.ts';
import type { Given } from './given.ts';
import { filters, inVirshOrder, isWanted } from './list-filter.ts';
import { formatTable } from './table.ts';
import type { Verb, VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';
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
  ],
  async run({ session, driver, given, globals }) {
    for (const other of ['name', 'id'])
      if (given.has('table') && given.has(other))
        throw new VirshError([`Options --table and --${other} are mutually exclusive`]);
    const { domains } = await failingWith('Failed to list domains', session.call('ConnectListAllDomains', { driver }));
    const chosen = domains.filter((domain) => isWanted(domain, given)).sort(inVirshOrder);
    return { data: { domains: chosen.map(inWords) }, print: listText(chosen, given, globals.quiet) };
  },
};

const inWords = (domain: ListedDomain) => ({ ...domain, ...inVirshWords(domain.state, domain.reason) });

function listText(domains: readonly ListedDomain[], given: Given, quiet: boolean): string {
  const columns = (['uuid', 'id', 'name'] as const).filter((name) => given.has(name));
  if (columns.length > 0 && !given.has('table')) return bareText(domains, columns);
  const rows = domains.map(inWords).map(({ id, name, state, uuid }) => [`${id ?? '-'}`, name, state, uuid]);
  const cells = given.has('uuid') ? 4 : 3;
  return formatTable(
    ['Id', 'Name', 'State', 'UUID'].slice(0, cells),
    rows.map((row) => row.slice(0, cells)),
    { quiet },
  );
}

function bareText(domains: readonly ListedDomain[], columns: readonly ('uuid' | 'id' | 'name')[]): string {
  const onlyIds = columns.length === 1 && columns[0] === 'id';
  const listed = onlyIds ? domains.filter(({ id }) => id !== null) : domains;
  return listed.map((domain) => `${columns.map((column) => domain[column] ?? '-').join(' ')}\n`).join('');
}
