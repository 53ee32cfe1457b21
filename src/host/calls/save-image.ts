import { checkAbiStable, formatDomainXml, parseDomainXml, withDefaults } from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { readSavedHead, type SavedGuest, withSavedHead } from '../../domain/save-file.ts';
import type { Services } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { type Context, domainFor, type Handler } from '../context.ts';
import { refuseLxc } from '../refuse-lxc.ts';

/** The XML that a save image holds. */
export const savedXml: Handler<'DomainSaveImageGetXMLDesc'> = async (
  { services },
  { driver, path, secure = false },
) => {
  refuseLxc(driver, 'virDomainSaveImageGetXMLDesc');
  const { xml } = await savedGuest(services, path);
  return { xml: formatDomainXml(parseSaved(services, driver, xml), { kind: 'inactive', secure }) };
};

/** The XML of a managed image. */
export const managedXml: Handler<'DomainManagedSaveGetXMLDesc'> = async (context, params) => {
  refuseLxc(params.driver, 'virDomainManagedSaveGetXMLDesc');
  const path = managedPathOf(context, domainFor(context, params));
  return savedXml(context, { ...params, path }, 'DomainSaveImageGetXMLDesc');
};

/** Puts another XML before a saved guest's memory; it must still be that guest (qemuDomainSaveImageDefineXML). */
export const defineSaved: Handler<'DomainSaveImageDefineXML'> = async (context, { driver, path, xml, restored }) => {
  const { services } = context;
  refuseLxc(driver, 'virDomainSaveImageDefineXML');
  const file = await savedFile(services, path);
  const saved = readSavedHead(file);
  const wanted = parseSaved(services, driver, xml);
  checkAbiStable(parseSaved(services, driver, saved.xml), wanted);
  const head = {
    xml: formatDomainXml(wanted, { kind: 'migratable' }),
    wasRunning: restored ? restored === 'running' : saved.wasRunning,
  };
  await services.keeper.replaceSaved(path, withSavedHead(file, head));
  return {};
};

/** The same for a managed image. */
export const defineManaged: Handler<'DomainManagedSaveDefineXML'> = async (context, params) => {
  refuseLxc(params.driver, 'virDomainManagedSaveDefineXML');
  const path = managedPathOf(context, domainFor(context, params));
  return defineSaved(context, { ...params, path }, 'DomainSaveImageDefineXML');
};

/** @throws LibvirtError (operation invalid) for a domain without one. */
function managedPathOf({ services }: Context, domain: Domain): string {
  if (domain.managedSave) return services.keeper.managedPath(domain);
  throw new LibvirtError('operation invalid', 'domain does not have managed save image', 'qemu');
}

/** @throws LibvirtError (system error) where there is no file, (operation failed) for one that is no saved guest. */
export async function savedGuest(services: Services, path: string): Promise<SavedGuest> {
  return readSavedHead(await savedFile(services, path));
}

async function savedFile({ keeper }: Services, path: string): Promise<Uint8Array> {
  const file = await keeper.saved(path);
  if (file) return file;
  throw new LibvirtError('system error', `Failed to open file '${path}': No such file or directory`, 'qemu');
}

/** A definition as it stands in a save image, or is to. */
export const parseSaved = ({ random }: Services, driver: Domain['driver'], xml: string) =>
  withDefaults(parseDomainXml(xml, { driver, random }));
