import { errorKinds, LibvirtError } from '../../protocol/errors.ts';
import type { DomainRef, ParamsOf, ResultOf } from '../../protocol/messages.ts';
import { flagBits } from '../../protocol/migration-flags.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import { cookieBytes, cookieText, type TunnelStream, wireParameters, wireTuning } from '../migration/index.ts';
import { remoteRows } from '../procedures/index.ts';
import type { DomainValue } from '../types/common.ts';
import type { RpcCalls } from './calls.ts';

/** The destination's two phases, as the conductor calls them on a daemon behind libvirt's remote protocol. */
export interface DestinationPhases {
  DomainMigratePrepare3Params(
    params: ParamsOf<'DomainMigratePrepare3Params'>,
  ): Promise<ResultOf<'DomainMigratePrepare3Params'>>;
  DomainMigrateFinish3Params(
    params: ParamsOf<'DomainMigrateFinish3Params'>,
  ): Promise<ResultOf<'DomainMigrateFinish3Params'>>;
}

type Calls = Pick<RpcCalls, 'call' | 'open'>;

export const asDomainRef = (driver: DomainDriver, { name, uuid, id }: DomainValue): DomainRef => ({
  ...{ driver, name, uuid },
  id: id < 0 ? null : id,
});

/** Protocol 3 with typed parameters, as libvirt has it since 1.1.0. */
export const phasesOf3 = ({ call, open }: Calls, tunnel: TunnelStream): DestinationPhases => ({
  async DomainMigratePrepare3Params({ xml, cookie, flags, dname, migrateUri, listenAddress, ...tuning }) {
    const place = { migrate_uri: migrateUri, listen_address: listenAddress };
    const params = [
      ...wireParameters({ destination_xml: xml, destination_name: dname, ...place }),
      ...wireTuning(tuning),
    ];
    const asked = { params, cookieIn: cookieBytes(cookie), flags: flagBits(flags) };
    if (flags.includes('tunnelled')) {
      const { answer, stream } = await open(remoteRows.DomainMigratePrepareTunnel3Params, asked, tunnel.take);
      tunnel.attach(stream);
      return { cookie: cookieText(answer.cookieOut), uri: '' };
    }
    const { cookieOut, uriOut } = await call(remoteRows.DomainMigratePrepare3Params, asked);
    return { cookie: cookieText(cookieOut), uri: uriOut ?? '' };
  },
  async DomainMigrateFinish3Params({ driver, name, cookie, flags, cancelled, persistentXml }) {
    const params = wireParameters({ destination_name: name, persistent_xml: persistentXml });
    const asked = { params, cookieIn: cookieBytes(cookie), flags: flagBits(flags), cancelled: cancelled ? 1 : 0 };
    return unlessCancelled(async () => {
      const { dom, cookieOut } = await call(remoteRows.DomainMigrateFinish3Params, asked);
      return { domain: asDomainRef(driver, dom), cookie: cookieText(cookieOut) };
    });
  },
});

/** Protocol 2: the guest's name stands in its XML, and Finish brings no cookie. */
export const phasesOf2 = ({ call }: Calls): DestinationPhases => ({
  async DomainMigratePrepare3Params({ xml: domXml, flags, dname = null, migrateUri = null }) {
    const asked = { uriIn: migrateUri, flags: BigInt(flagBits(flags)), dname, resource: 0n, domXml };
    const { cookie, uriOut } = await call(remoteRows.DomainMigratePrepare2, asked);
    return { cookie: cookieText(cookie), uri: uriOut ?? '' };
  },
  async DomainMigrateFinish3Params({ driver, name: dname, cookie, flags, cancelled }) {
    const asked = { dname, cookie: cookieBytes(cookie), uri: '', flags: BigInt(flagBits(flags)) };
    const { ddom } = await call(remoteRows.DomainMigrateFinish2, { ...asked, retcode: cancelled ? 1 : 0 });
    return { domain: asDomainRef(driver, ddom), cookie };
  },
});

/** A Finish that was cancelled as asked answers with an error of its own. */
async function unlessCancelled(
  finish: () => Promise<ResultOf<'DomainMigrateFinish3Params'>>,
): Promise<ResultOf<'DomainMigrateFinish3Params'>> {
  try {
    return await finish();
  } catch (error) {
    if (error instanceof LibvirtError && error.code === errorKinds['migrate finish ok'].code)
      return { domain: null, cookie: '' };
    throw error;
  }
}
