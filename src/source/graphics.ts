import { attribute, type Definition, devicesOf } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { logError, type Services } from '../player/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { ParamsOf } from '../protocol/messages.ts';
import { located, origins } from '../protocol/origins.ts';

/**
 * With `--graphicsuri` the client of a SPICE screen is sent on; a guest without one moves all the same, with a warning
 * (qemuMigrationSrcGraphicsRelocate; recordings 3b-graphicsuri, 6a-graphics).
 */
export function sayNoScreen(
  services: Services,
  { definition }: Domain,
  { graphicsUri }: ParamsOf<'DomainMigratePerform3Params'>,
): void {
  if (graphicsUri === undefined) return;
  const [, scheme = '(null)'] = /^([a-z][a-z0-9+.-]*):/i.exec(graphicsUri) ?? [];
  if (!screens.includes(scheme))
    logError(
      services,
      new LibvirtError('invalid argument', `invalid argument: unknown graphics type ${scheme}`, 'qemu'),
    );
  else if (scheme !== 'spice' || hasSpice(definition)) return;
  const text = 'unable to provide data for graphics client relocation';
  services.log({ level: 'warning', text: `${located(services.profile, origins.noScreen)} : ${text}` });
}

const hasSpice = ({ tree }: Definition) =>
  devicesOf(tree, 'graphics').some((screen) => attribute(screen, 'type') === 'spice');

/** virDomainGraphicsType. */
const screens = ['sdl', 'vnc', 'rdp', 'desktop', 'spice', 'egl-headless', 'dbus'];
