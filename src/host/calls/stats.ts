import { devicesOf, find, sourceOf, targetOf } from '../../domain/definition/index.ts';
import { locked } from '../../player/index.ts';
import { domainFor, type Handler } from '../context.ts';

/** What a guest's statistics are counted for: its disks and network cards. hooklab's guests use none of them. */
export const getStats: Handler<'DomainGetStats'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    const { tree, interfaces } = domain.definition;
    const disks = devicesOf(tree, 'disk').map((disk) => ({
      target: targetOf(disk),
      readonly: find(disk, 'readonly') !== undefined,
      source: sourceOf(disk) || undefined,
    }));
    const nameOf = (mac: string) => domain.ports?.find((port) => port.mac === mac)?.target;
    return { disks, interfaces: interfaces.map(({ mac }) => ({ mac, name: nameOf(mac) })) };
  });
};
