import type { Services } from '../player/index.ts';
import { located, origins } from '../protocol/origins.ts';

/**
 * libvirtd logs a connection whose other end vanished without closing it, as a killed client does, or that was silent for
 * too long.
 */
export function logLostLink({ log, profile }: Pick<Services, 'log' | 'profile'>, reason: string): void {
  const origin = causes.find(([words]) => reason.startsWith(words));
  if (origin) log({ level: 'error', text: `${located(profile, origin[1])} : ${origin[2]}${reason}` });
}

const causes = [
  ['End of file while reading data', origins.endOfFile, ''],
  ['connection closed due to keepalive timeout', origins.keepalive, 'internal error: '],
] as const;
