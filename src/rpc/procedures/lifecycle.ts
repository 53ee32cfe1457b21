import { domain, string } from '../types/common.ts';
import { int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** A guest comes up, stands still, runs on, goes down. */
export const lifecycleRows = {
  DomainCreate: writes(9, '0.1.1', { dom: domain }, {}),
  DomainCreateXML: writes(10, '0.5.0', { xmlDesc: string, flags: uint }, { dom: domain }),
  DomainDestroy: writes(12, '0.0.3', { dom: domain }, {}),
  DomainGetAutostart: reads(15, '0.2.1', { dom: domain }, { autostart: int }),
  DomainReboot: writes(27, '0.1.0', { dom: domain, flags: uint }, {}),
  DomainResume: writes(28, '0.0.3', { dom: domain }, {}),
  DomainSetAutostart: writes(29, '0.2.1', { dom: domain, autostart: int }, {}),
  DomainShutdown: writes(33, '0.0.3', { dom: domain }, {}),
  DomainSuspend: writes(34, '0.0.3', { dom: domain }, {}),
  DomainCreateWithFlags: writes(196, '0.8.2', { dom: domain, flags: uint }, { dom: domain }),
  DomainDestroyFlags: writes(234, '0.9.4', { dom: domain, flags: uint }, {}),
  DomainReset: writes(245, '0.9.7', { dom: domain, flags: uint }, {}),
  DomainShutdownFlags: writes(258, '0.9.10', { dom: domain, flags: uint }, {}),
  DomainCreateXMLWithFiles: writes(309, '1.1.1', { xmlDesc: string, flags: uint }, { dom: domain }),
  DomainCreateWithFiles: writes(310, '1.1.1', { dom: domain, flags: uint }, { dom: domain }),
  DomainSetLifecycleAction: reads(390, '3.9.0', { dom: domain, type: uint, action: uint, flags: uint }, {}),
} as const;
