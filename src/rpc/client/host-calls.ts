import { LibvirtError } from '../../protocol/errors.ts';
import type { CallName, ListedDomain, ParamsOf, ResultOf } from '../../protocol/messages.ts';
import { flagBits } from '../../protocol/migration-flags.ts';
import { type DomainDriver, domainStates, jobOperations, jobTypes, stateReasons } from '../../protocol/vocabulary.ts';
import { cookieBytes, cookieText, wireParameters } from '../migration/index.ts';
import { remoteRows as rows } from '../procedures/index.ts';
import { domainListFlags } from '../server/domain-list.ts';
import type { DomainValue } from '../types/common.ts';
import type { RpcCalls } from './calls.ts';
import { asDomainRef } from './phases.ts';

/** A host's own calls that any daemon of libvirt has too. */
export type HostCalls = { readonly [C in CallName]?: (params: ParamsOf<C>) => Promise<ResultOf<C>> };

type Who = { readonly uuid: string };

/** The calls behind virsh's main verbs, asked of a daemon in its own protocol. */
export function hostCalls({ call }: Pick<RpcCalls, 'call'>, driver: DomainDriver): HostCalls {
  const dom = ({ uuid }: Who): DomainValue => ({ name: '', uuid, id: -1 });
  const ref = (found: DomainValue) => asDomainRef(driver, found);
  const bits = (given: Readonly<Record<number, boolean | undefined>>) =>
    Object.entries(given).reduce((sum, [bit, is]) => (is ? sum | Number(bit) : sum), 0);
  const state = async (who: Who) => {
    const told = await call(rows.DomainGetState, { dom: dom(who), flags: 0 });
    return stateWords(told.state, told.reason);
  };
  const list = async (flags: number) => (await call(rows.ConnectListAllDomains, { needResults: 1, flags })).domains;
  const persistence = async () => {
    const [kept, auto] = [await list(domainListFlags.persistent), await list(domainListFlags.autostart)];
    const among = (domains: readonly DomainValue[], who: Who) => domains.some(({ uuid }) => uuid === who.uuid);
    return (who: Who) => ({ persistent: among(kept, who), autostart: among(auto, who) });
  };
  const listed = async (managedSave: boolean | undefined): Promise<ListedDomain[]> => {
    const wanted = managedSave ? domainListFlags.managedSave : domainListFlags.noManagedSave;
    const domains = await list(managedSave === undefined ? 0 : wanted);
    const kept = await persistence();
    return Promise.all(domains.map(async (one) => ({ ...ref(one), ...(await state(one)), ...kept(one) })));
  };
  const lookups = {
    id: (key: string) => call(rows.DomainLookupByID, { id: Number(key) }),
    uuid: (key: string) => call(rows.DomainLookupByUUID, { uuid: key.toLowerCase() }),
    name: (key: string) => call(rows.DomainLookupByName, { name: key }),
  };
  const lookup = async (key: string): Promise<DomainValue> => {
    if (/^\d{1,9}$/.test(key)) return lookups.id(key).then(domOf, () => lookups.name(key).then(domOf));
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key))
      return lookups.uuid(key).then(domOf, () => lookups.name(key).then(domOf));
    return lookups.name(key).then(domOf);
  };
  const plain =
    (row: typeof rows.DomainDestroy | typeof rows.DomainSuspend) =>
    (who: Who): Promise<Record<never, never>> =>
      call(row, { dom: dom(who) });

  return {
    ConnectListAllDomains: async ({ driver: wanted = driver, managedSave }) => ({
      domains: wanted === driver ? await listed(managedSave) : [],
    }),
    DomainLookup: async ({ key, by }) => ref(await (by ? lookups[by](key).then(domOf) : lookup(key))),
    DomainGetState: state,
    DomainGetInfo: async ({ uuid }) => {
      const one = domOf(await lookups.uuid(uuid));
      const info = await call(rows.DomainGetInfo, { dom: one });
      const { type } = await call(rows.DomainGetOSType, { dom: one });
      const { result } = await call(rows.DomainHasManagedSaveImage, { dom: one, flags: 0 });
      return {
        ...{ ...ref(one), ...(await state(one)), ...(await persistence())(one) },
        ...{ osType: type, maxMemoryKib: Number(info.maxMem), usedMemoryKib: Number(info.memory) },
        ...{ cpus: info.nrVirtCpu, cpuTimeNs: Number(info.cpuTime), managedSave: result !== 0 },
        ...{ ticks: 0, securityModel: 'none' },
      };
    },
    DomainGetXMLDesc: ({ secure, inactive, migratable, ...who }) =>
      call(rows.DomainGetXMLDesc, { dom: dom(who), flags: bits({ 1: secure, 2: inactive, 8: migratable }) }),
    DomainDefineXML: async ({ xml }) => ref(domOf(await call(rows.DomainDefineXML, { xml }))),
    DomainCreateXML: async ({ xml, paused, autodestroy }) =>
      ref(domOf(await call(rows.DomainCreateXML, { xmlDesc: xml, flags: bits({ 1: paused, 2: autodestroy }) }))),
    DomainCreateWithFlags: async ({ paused, autodestroy, forceBoot, ...who }) => {
      const flags = bits({ 1: paused, 2: autodestroy, 8: forceBoot });
      return ref(domOf(await call(rows.DomainCreateWithFlags, { dom: dom(who), flags })));
    },
    DomainDestroy: plain(rows.DomainDestroy),
    DomainShutdown: plain(rows.DomainShutdown),
    DomainSuspend: plain(rows.DomainSuspend),
    DomainResume: plain(rows.DomainResume),
    DomainReboot: (who) => call(rows.DomainReboot, { dom: dom(who), flags: 0 }),
    DomainReset: (who) => call(rows.DomainReset, { dom: dom(who), flags: 0 }),
    DomainUndefineFlags: ({ managedSave, ...who }) =>
      call(rows.DomainUndefineFlags, { dom: dom(who), flags: bits({ 1: managedSave }) }),
    DomainSetAutostart: ({ autostart, ...who }) =>
      call(rows.DomainSetAutostart, { dom: dom(who), autostart: autostart ? 1 : 0 }),
    DomainSave: ({ path: to, xml = null, restored, ...who }) =>
      call(rows.DomainSaveFlags, { dom: dom(who), to, dxml: xml, flags: restoredAs(restored) }),
    DomainRestore: ({ path: from, xml = null, restored }) =>
      call(rows.DomainRestoreFlags, { from, dxml: xml, flags: restoredAs(restored) }),
    DomainManagedSave: ({ restored, ...who }) =>
      call(rows.DomainManagedSave, { dom: dom(who), flags: restoredAs(restored) }),
    DomainManagedSaveRemove: (who) => call(rows.DomainManagedSaveRemove, { dom: dom(who), flags: 0 }),
    DomainGetJobStats: async ({ completed, ...who }) => {
      const { type, params } = await call(rows.DomainGetJobStats, { dom: dom(who), flags: bits({ 1: completed }) });
      const figures = params.filter(({ value }) => value.type !== 'string');
      const operation = Number(params.find(({ field }) => field === 'operation')?.value.value ?? 0);
      const stats = Object.fromEntries(figures.map(({ field, value }) => [field, Number(value.value)]));
      return { type: jobTypes[type] ?? 'None', operation: jobOperations[operation] ?? 'Unknown', stats };
    },
    DomainAbortJob: ({ postcopy, ...who }) =>
      postcopy
        ? call(rows.DomainAbortJobFlags, { dom: dom(who), flags: 1 })
        : call(rows.DomainAbortJob, { dom: dom(who) }),
    DomainMigrateBegin3Params: async ({ flags, dname, xml, migrateDisks, ...who }) => {
      const params = wireParameters({ destination_name: dname, destination_xml: xml, migrate_disks: migrateDisks });
      const begun = await call(rows.DomainMigrateBegin3Params, { dom: dom(who), params, flags: flagBits(flags) });
      return { xml: begun.xml, cookie: cookieText(begun.cookieOut) };
    },
    DomainMigratePerform3Params: async ({ flags, cookie, uri, dconnuri = null, ...given }) => {
      const params = wireParameters({
        ...{ migrate_uri: uri === '' ? undefined : uri, destination_name: given.dname, destination_xml: given.xml },
        ...{ persistent_xml: given.persistentXml, listen_address: given.listenAddress },
        migrate_disks: given.migrateDisks,
        ...{ bandwidth: whole(given.bandwidth), 'bandwidth.postcopy': whole(given.postcopyBandwidth) },
        ...{ 'parallel.connections': given.parallelConnections },
      });
      const asked = { dom: dom(given), dconnuri, params, cookieIn: cookieBytes(cookie), flags: flagBits(flags) };
      return { cookie: cookieText((await call(rows.DomainMigratePerform3Params, asked)).cookieOut) };
    },
    DomainMigrateConfirm3Params: ({ cookie, flags, cancelled, ...who }) =>
      call(rows.DomainMigrateConfirm3Params, {
        ...{ dom: dom(who), params: [], cookieIn: cookieBytes(cookie), flags: flagBits(flags) },
        cancelled: cancelled ? 1 : 0,
      }),
  };
}

const domOf = ({ dom }: { readonly dom: DomainValue }) => dom;
const whole = (value: number | undefined) => (value === undefined ? undefined : BigInt(value));

/** VIR_DOMAIN_SAVE_RUNNING and VIR_DOMAIN_SAVE_PAUSED. */
const restoredAs = (restored: 'running' | 'paused' | undefined) =>
  restored === undefined ? 0 : { running: 2, paused: 4 }[restored];

/** @throws LibvirtError for a state that nobody knows. */
function stateWords(state: number, reason: number): { state: string; reason: string } {
  const name = domainStates[state]?.[0];
  if (name === undefined) throw new LibvirtError('internal error', `a domain in state ${state}`, 'remote');
  return { state: name, reason: stateReasons[name as keyof typeof stateReasons]?.[reason]?.[0] ?? 'unknown' };
}

/** What is left to virsh. */
export const leftToVirsh = (name: string, url: string): LibvirtError =>
  new LibvirtError(
    'no support',
    `vir${name}: of a daemon of libvirt hooklab asks the main verbs only; type virsh -c '${url}' for the others`,
    'remote',
  );
