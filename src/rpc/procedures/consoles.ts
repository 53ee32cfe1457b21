import { openChannel, openConsole, screenshot } from '../server/open-console.ts';
import { domain, optionalString } from '../types/common.ts';
import { uint } from '../xdr/index.ts';
import { writes } from './row.ts';

/** Ways to sit in front of a guest: consoles, channels, screens. */
export const consolesRows = {
  DomainOpenConsole: writes(201, '0.8.6', { dom: domain, devName: optionalString, flags: uint }, {}, openConsole),
  DomainScreenshot: writes(
    211,
    '0.9.2',
    { dom: domain, screen: uint, flags: uint },
    { mime: optionalString },
    screenshot,
  ),
  DomainOpenGraphics: writes(249, '0.9.7', { dom: domain, idx: uint, flags: uint }, {}),
  DomainOpenChannel: writes(296, '1.0.2', { dom: domain, name: optionalString, flags: uint }, {}, openChannel),
  DomainOpenGraphicsFD: writes(343, '1.2.8', { dom: domain, idx: uint, flags: uint }, {}),
} as const;
