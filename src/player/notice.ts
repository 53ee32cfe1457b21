import type { Domain } from '../domain/domain.ts';
import type { GuestNotice } from '../protocol/notices.ts';
import type { Services } from './services.ts';

/** Tells whoever listens for events of something that changed on a guest, beside its life cycle. */
export function tell(
  { journal }: Pick<Services, 'journal'>,
  { driver, definition }: Domain,
  notice: GuestNotice,
): void {
  const { name, uuid } = definition;
  journal.write({ kind: 'state', domain: name, driver, uuid, notice });
}
