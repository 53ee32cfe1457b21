import {
  begin,
  confirm,
  finish,
  finish2,
  parametersFrom,
  parametersOf,
  perform,
  perform2,
  prepare,
  prepare2,
  prepareTunnel,
} from '../migration/index.ts';
import { bounds } from '../types/bounds.ts';
import { cookie, domain, optionalString, string } from '../types/common.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { int, uhyper, uint } from '../xdr/index.ts';
import { writes } from './row.ts';

/** The five phases of a migration, as a foreign conductor calls them: protocols 1, 2 and 3, with and without parameters. */
export const migrationRows = {
  DomainMigratePrepare: writes(
    61,
    '0.3.2',
    { uriIn: optionalString, flags: uhyper, dname: optionalString, resource: uhyper },
    { cookie, uriOut: optionalString },
  ),
  DomainMigratePerform: writes(
    62,
    '0.3.2',
    { dom: domain, cookie, uri: string, flags: uhyper, dname: optionalString, resource: uhyper },
    {},
    perform2,
  ),
  DomainMigrateFinish: writes(63, '0.3.2', { dname: string, cookie, uri: string, flags: uhyper }, { ddom: domain }),
  DomainMigratePrepare2: writes(
    108,
    '0.5.0',
    { uriIn: optionalString, flags: uhyper, dname: optionalString, resource: uhyper, domXml: string },
    { cookie, uriOut: optionalString },
    prepare2,
  ),
  DomainMigrateFinish2: writes(
    109,
    '0.5.0',
    { dname: string, cookie, uri: string, flags: uhyper, retcode: int },
    { ddom: domain },
    finish2,
  ),
  DomainMigratePrepareTunnel: writes(
    148,
    '0.7.2',
    { flags: uhyper, dname: optionalString, resource: uhyper, domXml: string },
    {},
  ),
  DomainMigrateBegin3: writes(
    213,
    '0.9.2',
    { dom: domain, xmlin: optionalString, flags: uhyper, dname: optionalString, resource: uhyper },
    { cookieOut: cookie, xml: string },
    (call, { dom, xmlin: xml, flags, dname, resource }) =>
      begin(call, { dom, flags: Number(flags), parameters: parametersFrom({ xml, dname, resource }) }),
  ),
  DomainMigratePrepare3: writes(
    214,
    '0.9.2',
    { cookieIn: cookie, uriIn: optionalString, flags: uhyper, dname: optionalString, resource: uhyper, domXml: string },
    { cookieOut: cookie, uriOut: optionalString },
    (call, { cookieIn, uriIn: uri, flags, dname, resource, domXml: xml }) =>
      prepare(call, { cookieIn, flags: Number(flags), parameters: parametersFrom({ uri, dname, xml, resource }) }),
  ),
  DomainMigratePrepareTunnel3: writes(
    215,
    '0.9.2',
    { cookieIn: cookie, flags: uhyper, dname: optionalString, resource: uhyper, domXml: string },
    { cookieOut: cookie },
    (call, { cookieIn, flags, dname, resource, domXml: xml }) =>
      prepareTunnel(call, { cookieIn, flags: Number(flags), parameters: parametersFrom({ dname, xml, resource }) }),
  ),
  DomainMigratePerform3: writes(
    216,
    '0.9.2',
    {
      dom: domain,
      xmlin: optionalString,
      cookieIn: cookie,
      dconnuri: optionalString,
      uri: optionalString,
      flags: uhyper,
      dname: optionalString,
      resource: uhyper,
    },
    { cookieOut: cookie },
    (call, { dom, xmlin: xml, cookieIn, dconnuri, uri, flags, dname, resource }) =>
      perform(call, {
        dom,
        cookieIn,
        dconnuri,
        flags: Number(flags),
        parameters: parametersFrom({ uri, dname, xml, resource }),
      }),
  ),
  DomainMigrateFinish3: writes(
    217,
    '0.9.2',
    { dname: string, cookieIn: cookie, dconnuri: optionalString, uri: optionalString, flags: uhyper, cancelled: int },
    { dom: domain, cookieOut: cookie },
    (call, { dname, cookieIn, flags, cancelled }) =>
      finish(call, { cookieIn, cancelled, flags: Number(flags), parameters: parametersFrom({ dname }) }),
  ),
  DomainMigrateConfirm3: writes(
    218,
    '0.9.2',
    { dom: domain, cookieIn: cookie, flags: uhyper, cancelled: int },
    {},
    (call, { flags, ...phase }) => confirm(call, { ...phase, flags: Number(flags) }),
  ),
  DomainMigrateBegin3Params: writes(
    302,
    '1.1.0',
    { dom: domain, params: typedParameters(bounds.domainMigrateParamList), flags: uint },
    { cookieOut: cookie, xml: string },
    (call, { params, ...phase }) => begin(call, { ...phase, parameters: parametersOf(params) }),
  ),
  DomainMigratePrepare3Params: writes(
    303,
    '1.1.0',
    { params: typedParameters(bounds.domainMigrateParamList), cookieIn: cookie, flags: uint },
    { cookieOut: cookie, uriOut: optionalString },
    (call, { params, ...phase }) => prepare(call, { ...phase, parameters: parametersOf(params) }),
  ),
  DomainMigratePrepareTunnel3Params: writes(
    304,
    '1.1.0',
    { params: typedParameters(bounds.domainMigrateParamList), cookieIn: cookie, flags: uint },
    { cookieOut: cookie },
    (call, { params, ...phase }) => prepareTunnel(call, { ...phase, parameters: parametersOf(params) }),
  ),
  DomainMigratePerform3Params: writes(
    305,
    '1.1.0',
    {
      dom: domain,
      dconnuri: optionalString,
      params: typedParameters(bounds.domainMigrateParamList),
      cookieIn: cookie,
      flags: uint,
    },
    { cookieOut: cookie },
    (call, { params, ...phase }) => perform(call, { ...phase, parameters: parametersOf(params) }),
  ),
  DomainMigrateFinish3Params: writes(
    306,
    '1.1.0',
    { params: typedParameters(bounds.domainMigrateParamList), cookieIn: cookie, flags: uint, cancelled: int },
    { dom: domain, cookieOut: cookie },
    (call, { params, ...phase }) => finish(call, { ...phase, parameters: parametersOf(params) }),
  ),
  DomainMigrateConfirm3Params: writes(
    307,
    '1.1.0',
    {
      dom: domain,
      params: typedParameters(bounds.domainMigrateParamList),
      cookieIn: cookie,
      flags: uint,
      cancelled: int,
    },
    {},
    confirm,
  ),
} as const;
