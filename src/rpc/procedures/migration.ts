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
  ),
  DomainMigrateFinish: writes(63, '0.3.2', { dname: string, cookie, uri: string, flags: uhyper }, { ddom: domain }),
  DomainMigratePrepare2: writes(
    108,
    '0.5.0',
    { uriIn: optionalString, flags: uhyper, dname: optionalString, resource: uhyper, domXml: string },
    { cookie, uriOut: optionalString },
  ),
  DomainMigrateFinish2: writes(
    109,
    '0.5.0',
    { dname: string, cookie, uri: string, flags: uhyper, retcode: int },
    { ddom: domain },
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
  ),
  DomainMigratePrepare3: writes(
    214,
    '0.9.2',
    { cookieIn: cookie, uriIn: optionalString, flags: uhyper, dname: optionalString, resource: uhyper, domXml: string },
    { cookieOut: cookie, uriOut: optionalString },
  ),
  DomainMigratePrepareTunnel3: writes(
    215,
    '0.9.2',
    { cookieIn: cookie, flags: uhyper, dname: optionalString, resource: uhyper, domXml: string },
    { cookieOut: cookie },
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
  ),
  DomainMigrateFinish3: writes(
    217,
    '0.9.2',
    { dname: string, cookieIn: cookie, dconnuri: optionalString, uri: optionalString, flags: uhyper, cancelled: int },
    { dom: domain, cookieOut: cookie },
  ),
  DomainMigrateConfirm3: writes(218, '0.9.2', { dom: domain, cookieIn: cookie, flags: uhyper, cancelled: int }, {}),
  DomainMigrateBegin3Params: writes(
    302,
    '1.1.0',
    { dom: domain, params: typedParameters(bounds.domainMigrateParamList), flags: uint },
    { cookieOut: cookie, xml: string },
  ),
  DomainMigratePrepare3Params: writes(
    303,
    '1.1.0',
    { params: typedParameters(bounds.domainMigrateParamList), cookieIn: cookie, flags: uint },
    { cookieOut: cookie, uriOut: optionalString },
  ),
  DomainMigratePrepareTunnel3Params: writes(
    304,
    '1.1.0',
    { params: typedParameters(bounds.domainMigrateParamList), cookieIn: cookie, flags: uint },
    { cookieOut: cookie },
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
  ),
  DomainMigrateFinish3Params: writes(
    306,
    '1.1.0',
    { params: typedParameters(bounds.domainMigrateParamList), cookieIn: cookie, flags: uint, cancelled: int },
    { dom: domain, cookieOut: cookie },
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
  ),
} as const;
