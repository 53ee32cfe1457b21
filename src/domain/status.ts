import type { ReasonOf, ShutoffReason } from '../protocol/vocabulary.ts';
import type { Guest } from './runner/index.ts';

/** What a domain is doing; each state owns what only exists while it lasts. */
export type DomainStatus =
  | { readonly state: 'shutoff'; readonly reason: ShutoffReason }
  | { readonly state: 'paused'; readonly reason: ReasonOf<'paused'>; readonly id: number; readonly guest?: Guest }
  | { readonly state: 'running'; readonly reason: ReasonOf<'running'>; readonly id: number; readonly guest: Guest };

export type ActiveStatus = Exclude<DomainStatus, { state: 'shutoff' }>;

/** Whether the domain has an id: it runs, is paused, or is starting up. */
export const isActive = (status: DomainStatus): status is ActiveStatus => status.state !== 'shutoff';
