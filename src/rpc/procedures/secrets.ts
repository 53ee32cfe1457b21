import { LibvirtError } from '../../protocol/errors.ts';
import { bounds } from '../types/bounds.ts';
import { secret, string } from '../types/common.ts';
import { array, int, opaque, uint, uuid } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Secrets. */
export const secretsRows = {
  ConnectNumOfSecrets: reads(139, '0.7.1', {}, { num: int }, async () => ({ num: 0 })),
  ConnectListSecrets: reads(140, '0.7.1', { maxuuids: int }, { uuids: array(string, bounds.secretList) }, async () => ({
    uuids: [],
  })),
  SecretLookupByUUID: reads(141, '0.7.1', { uuid }, { secret }, async (_call, { uuid: key }) => {
    throw noSecret(`no secret with matching uuid '${key}'`);
  }),
  SecretDefineXML: writes(142, '0.7.1', { xml: string, flags: uint }, { secret }),
  SecretGetXMLDesc: reads(143, '0.7.1', { secret, flags: uint }, { xml: string }),
  SecretSetValue: writes(144, '0.7.1', { secret, value: opaque(bounds.secretValue), flags: uint }, {}),
  SecretGetValue: writes(145, '0.7.1', { secret, flags: uint }, { value: opaque(bounds.secretValue) }),
  SecretUndefine: writes(146, '0.7.1', { secret }, {}),
  SecretLookupByUsage: reads(
    147,
    '0.7.1',
    { usageType: int, usageId: string },
    { secret },
    async (_call, { usageId }) => {
      throw noSecret(`no secret with matching usage '${usageId}'`);
    },
  ),
  ConnectListAllSecrets: reads(
    287,
    '0.10.2',
    { needResults: int, flags: uint },
    { secrets: array(secret, bounds.secretList), ret: uint },
    async () => ({ secrets: [], ret: 0 }),
  ),
} as const;

const noSecret = (text: string) => new LibvirtError('no secret', text, 'secret');
