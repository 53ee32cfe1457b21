import type { SecretValue } from '../types/common.ts';
import { type Secret, usageTypes } from './secret.ts';

/** A secret as clients are told of it. */
export const secretValueOf = ({ uuid, usage }: Secret): SecretValue => ({
  uuid,
  usageType: usageTypes.indexOf(usage.type),
  usageId: usage.id,
});
