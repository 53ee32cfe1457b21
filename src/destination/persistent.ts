import { type Definition, parseDomainXml, renamed, withDefaults } from '../domain/definition/index.ts';
import type { Scene, Services } from '../player/index.ts';
import type { ParamsOf } from '../protocol/messages.ts';

/** What `--persistent` keeps: the caller's `--persistent-xml` under the guest's name here, or the live definition. */
export function persistentDefinition(
  { random }: Services,
  { driver, name }: Scene,
  { persistentXml }: ParamsOf<'DomainMigrateFinish3Params'>,
): Definition | undefined {
  return persistentXml ? renamed(withDefaults(parseDomainXml(persistentXml, { driver, random })), name) : undefined;
}
