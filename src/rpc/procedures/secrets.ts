import { type Secret, secretXml, usageTypes } from '../secrets/secret.ts';
import { secretValueOf } from '../secrets/secret-value.ts';
import type { Call } from '../server/call.ts';
import { has } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import { type SecretValue, secret, string } from '../types/common.ts';
import { array, int, opaque, uint, uuid } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Secrets. */
export const secretsRows = {
  ConnectNumOfSecrets: reads(139, '0.7.1', {}, { num: int }, async ({ secrets }) => ({
    num: (await secrets.all()).length,
  })),
  ConnectListSecrets: reads(
    140,
    '0.7.1',
    { maxuuids: int },
    { uuids: array(string, bounds.secretList) },
    async ({ secrets }, { maxuuids }) => ({
      uuids: (await secrets.all()).slice(0, Math.max(0, maxuuids)).map((one) => one.uuid),
    }),
  ),
  SecretLookupByUUID: reads(141, '0.7.1', { uuid }, { secret }, async ({ secrets }, { uuid: key }) => ({
    secret: secretValueOf(await secrets.byUuid(key)),
  })),
  SecretDefineXML: writes(142, '0.7.1', { xml: string, flags: uint }, { secret }, async ({ secrets }, { xml }) => ({
    secret: secretValueOf(await secrets.define(xml)),
  })),
  SecretGetXMLDesc: reads(143, '0.7.1', { secret, flags: uint }, { xml: string }, async (call, args) => ({
    xml: secretXml(await found(call, args.secret)),
  })),
  SecretSetValue: writes(
    144,
    '0.7.1',
    { secret, value: opaque(bounds.secretValue), flags: uint },
    {},
    async (call, { secret: which, value }) => {
      await call.secrets.setValue(await found(call, which), value);
      return {};
    },
  ),
  SecretGetValue: writes(
    145,
    '0.7.1',
    { secret, flags: uint },
    { value: opaque(bounds.secretValue) },
    async (call, args) => ({ value: await call.secrets.value(await found(call, args.secret)) }),
  ),
  SecretUndefine: writes(146, '0.7.1', { secret }, {}, async (call, args) => {
    await call.secrets.undefine(await found(call, args.secret));
    return {};
  }),
  SecretLookupByUsage: reads(
    147,
    '0.7.1',
    { usageType: int, usageId: string },
    { secret },
    async ({ secrets }, { usageType, usageId }) => ({
      secret: secretValueOf(await secrets.byUsage(usageTypes[usageType], usageId)),
    }),
  ),
  ConnectListAllSecrets: reads(
    287,
    '0.10.2',
    { needResults: int, flags: uint },
    { secrets: array(secret, bounds.secretList), ret: uint },
    async ({ secrets }, { needResults, flags }) => {
      const those = (await secrets.all()).filter((one) => isAskedFor(one, flags));
      return { secrets: needResults ? those.map(secretValueOf) : [], ret: those.length };
    },
  ),
} as const;

/** virConnectListAllSecretsFlags: two groups of alternatives. */
const listFlags = { ephemeral: 1, lasting: 2, private: 4, public: 8 } as const;

function isAskedFor({ ephemeral, private: hidden }: Secret, flags: number): boolean {
  const asks = (yes: number, no: number, is: boolean) => !has(flags, yes | no) || has(flags, is ? yes : no);
  return asks(listFlags.ephemeral, listFlags.lasting, ephemeral) && asks(listFlags.private, listFlags.public, hidden);
}

const found = ({ secrets }: Call, { uuid: key }: SecretValue) => secrets.byUuid(key);
