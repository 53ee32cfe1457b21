import { lifecycleActions, lifecycles } from '../../domain/definition/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { byAgent } from '../server/agent.ts';
import type { Call } from '../server/call.ts';
import { asDomain, checkFlags, has, infoOf, notSupported, who } from '../server/guests.ts';
import { about } from '../server/impact.ts';
import type { DomainValue } from '../types/common.ts';
import { domain, string } from '../types/common.ts';
import { int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** A guest comes up, stands still, runs on, goes down. */
export const lifecycleRows = {
  DomainCreate: writes(9, '0.1.1', { dom: domain }, {}, (call, { dom }) =>
    call.ask('DomainCreateWithFlags', who(call, dom)),
  ),
  DomainCreateXML: writes(10, '0.5.0', { xmlDesc: string, flags: uint }, { dom: domain }, createXml),
  DomainDestroy: writes(12, '0.0.3', { dom: domain }, {}, (call, { dom }) => call.ask('DomainDestroy', who(call, dom))),
  DomainGetAutostart: reads(15, '0.2.1', { dom: domain }, { autostart: int }, async (call, { dom }) => ({
    autostart: (await infoOf(call, dom)).autostart ? 1 : 0,
  })),
  DomainReboot: writes(27, '0.1.0', { dom: domain, flags: uint }, {}, async (call, { dom, flags }) => {
    checkFlags(call, flags, endFlags[call.driver]);
    if (isByAgentAlone(flags)) return byAgent(call, { dom });
    return call.ask('DomainReboot', who(call, dom));
  }),
  DomainResume: writes(28, '0.0.3', { dom: domain }, {}, (call, { dom }) => call.ask('DomainResume', who(call, dom))),
  DomainSetAutostart: writes(29, '0.2.1', { dom: domain, autostart: int }, {}, (call, { dom, autostart }) =>
    call.ask('DomainSetAutostart', { ...who(call, dom), autostart: autostart !== 0 }),
  ),
  DomainShutdown: writes(33, '0.0.3', { dom: domain }, {}, (call, { dom }) =>
    call.ask('DomainShutdown', who(call, dom)),
  ),
  DomainSuspend: writes(34, '0.0.3', { dom: domain }, {}, (call, { dom }) => call.ask('DomainSuspend', who(call, dom))),
  DomainCreateWithFlags: writes(196, '0.8.2', { dom: domain, flags: uint }, { dom: domain }, createWithFlags),
  DomainDestroyFlags: writes(234, '0.9.4', { dom: domain, flags: uint }, {}, (call, { dom, flags }) => {
    checkFlags(call, flags, destroyFlags);
    return call.ask('DomainDestroy', who(call, dom));
  }),
  DomainReset: writes(245, '0.9.7', { dom: domain, flags: uint }, {}, (call, { dom, flags }) => {
    checkFlags(call, flags, 0);
    return call.ask('DomainReset', who(call, dom));
  }),
  DomainShutdownFlags: writes(258, '0.9.10', { dom: domain, flags: uint }, {}, async (call, { dom, flags }) => {
    checkFlags(call, flags, endFlags[call.driver]);
    if (isByAgentAlone(flags)) return byAgent(call, { dom });
    return call.ask('DomainShutdown', who(call, dom));
  }),
  DomainCreateXMLWithFiles: writes(309, '1.1.1', { xmlDesc: string, flags: uint }, { dom: domain }),
  DomainCreateWithFiles: writes(310, '1.1.1', { dom: domain, flags: uint }, { dom: domain }),
  DomainSetLifecycleAction: reads(
    390,
    '3.9.0',
    { dom: domain, type: uint, action: uint, flags: uint },
    {},
    setLifecycleAction,
  ),
} as const;

/** virDomainCreateFlags. */
const create = { paused: 1, autodestroy: 2, bypassCache: 4, forceBoot: 8, validate: 16, resetNvram: 32 } as const;
const knownCreateFlags = 63;
/** VIR_DOMAIN_DESTROY_GRACEFUL and VIR_DOMAIN_DESTROY_REMOVE_LOGS. */
const destroyFlags = 3;
/** virDomainShutdownFlagValues and virDomainRebootFlagValues, as far as the driver knows them: which button, or the agent. */
const button = 1;
const agent = 2;
/** A container is told by its init, or by a signal. */
const endFlags = { qemu: button | agent, lxc: 12 } as const;

async function createXml(call: Call, { xmlDesc: xml, flags }: { xmlDesc: string; flags: number }) {
  const { driver, ask } = call;
  checkFlags(call, flags, knownCreateFlags);
  return { dom: asDomain(await ask('DomainCreateXML', { driver, xml, ...startFlags(flags) })) };
}

async function createWithFlags(call: Call, { dom, flags }: { dom: DomainValue; flags: number }) {
  checkFlags(call, flags, knownCreateFlags);
  const forceBoot = has(flags, create.forceBoot);
  return {
    dom: asDomain(await call.ask('DomainCreateWithFlags', { ...who(call, dom), ...startFlags(flags), forceBoot })),
  };
}

const startFlags = (flags: number) => ({
  paused: has(flags, create.paused),
  autodestroy: has(flags, create.autodestroy),
});

/** Where both ways are asked for, the button is what is left without an agent. */
const isByAgentAlone = (flags: number) => has(flags, agent) && !has(flags, button);

interface ActionGiven {
  readonly dom: DomainValue;
  readonly type: number;
  readonly action: number;
  readonly flags: number;
}

/** @throws LibvirtError (invalid argument) for numbers that nobody knows (virDomainSetLifecycleAction). */
async function setLifecycleAction(call: Call, { dom, type, action, flags }: ActionGiven) {
  if (call.driver === 'lxc') throw notSupported(call);
  const [when, word] = [lifecycles[type], lifecycleActions[action]];
  const unknown = when ? `invalid lifecycle action '${action}'` : `invalid lifecycle type '${type}'`;
  if (!when || !word) throw new LibvirtError('invalid argument', `invalid argument: ${unknown}`, 'domain config');
  return call.ask('DomainSetLifecycleAction', { ...about(call, dom, flags), when, action: word });
}
