import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time, so that a token cannot be guessed letter by letter. */
export function sameToken(wanted: string, offered: string | undefined): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return offered !== undefined && timingSafeEqual(digest(wanted), digest(offered));
}
