import { type StateReason, stateReasons, virshWords } from '../../protocol/vocabulary.ts';

/** A state as a host reports it, in virsh's words; a word nobody knows stays as it is. */
export function inVirshWords(state: string, reason: string): { state: string; reason: string } {
  return Object.hasOwn(stateReasons, state) ? virshWords({ state, reason } as StateReason) : { state, reason };
}
