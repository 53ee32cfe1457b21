import { type Definition, formatDomainXml, ownCpu } from './definition/index.ts';
import type { Domain } from './domain.ts';
import { liveForm } from './live-form.ts';

/** A text, and what it was made of. */
interface Kept {
  readonly definition: Definition;
  readonly form: string;
  readonly text: string;
}
const kept = new WeakMap<Domain, Kept>();

/**
 * The XML of a running guest for its status file, and behind it the CPU it is to be migrated with. A guest's last one is kept: formatting takes a millisecond, and of the
 * dozen files that a migration writes most differ in their first lines only.
 */
export function liveText(domain: Domain, id: number): string {
  const { definition } = domain;
  const { reached: _, ...shown } = liveForm(domain, 'started', id);
  const form = JSON.stringify(shown);
  const last = kept.get(domain);
  if (last?.definition === definition && last.form === form) return last.text;
  const live = formatDomainXml(definition, { ...shown, secure: true }).replace(/^/gm, '  ');
  const text = `${live.trimEnd()}\n${ownCpu(definition)}`.trimEnd();
  kept.set(domain, { definition, form, text });
  return text;
}

/** The CPU that `liveText` put behind the live XML. */
export const keptCpu = (text: string): string | undefined =>
  /<\/domain>\n( {2}<cpu[\s\S]*)\n<\/domstatus>/.exec(text)?.[1];
