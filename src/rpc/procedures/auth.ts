import { bounds } from '../types/bounds.ts';
import { string } from '../types/common.ts';
import { array, characters, int } from '../xdr/index.ts';
import { reads } from './row.ts';

/** Who a client is. Only "none" is offered: the door decides who gets in. */
export const authRows = {
  AuthList: reads(66, '0.4.0', {}, { types: array(int, bounds.authTypeList) }, async () => ({ types: [0] })),
  AuthSaslInit: reads(67, '0.4.0', {}, { mechlist: string }),
  AuthSaslStart: reads(
    68,
    '0.4.0',
    { mech: string, nil: int, data: characters(bounds.authSaslData) },
    { complete: int, nil: int, data: characters(bounds.authSaslData) },
  ),
  AuthSaslStep: reads(
    69,
    '0.4.0',
    { nil: int, data: characters(bounds.authSaslData) },
    { complete: int, nil: int, data: characters(bounds.authSaslData) },
  ),
  AuthPolkit: reads(70, '0.4.0', {}, { complete: int }),
} as const;
