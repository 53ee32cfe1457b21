import type { Profile } from '../../protocol/profiles/index.ts';
import { hookDrivers } from '../../protocol/vocabulary.ts';

/** Which hooks a release calls for more operations than another, or for fewer, a line for each driver. */
export function calledFor(from: Pick<Profile, 'operations'>, to: Pick<Profile, 'operations'>): readonly string[] {
  return hookDrivers.flatMap((driver) => {
    const [before, after] = [from.operations[driver], to.operations[driver]];
    const more = after.filter((operation) => !before.includes(operation));
    const fewer = before.filter((operation) => !after.includes(operation));
    const also = before.length > 0 ? 'also for' : 'for';
    return [
      ...(more.length > 0 ? [`hooks/${driver}: ${also} ${more.join(', ')}`] : []),
      ...(fewer.length > 0 ? [`hooks/${driver}: no longer for ${fewer.join(', ')}`] : []),
    ];
  });
}
