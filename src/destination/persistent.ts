import { type Definition, parseDomainXml, renamed, withDefaults } from '../domain/definition/index.ts';
import type { Scene, Services } from '../player/index.ts';
import type { ParamsOf } from '../protocol/messages.ts';

/** What `--persistent` keeps under the guest's name here: the caller's `--persistent-xml`, or what the source has kept. */
export function persistentDefinition(
  { random }: Services,
  { driver, name }: Scene,
  { persistentXml = undefined }: Partial<ParamsOf<'DomainMigrateFinish3Params'>>,
): Definition | undefined {
  return persistentXml ? renamed(withDefaults(parseDomainXml(persistentXml, { driver, random })), name) : undefined;
}
