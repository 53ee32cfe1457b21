export { type Bitmap, clearBits, createBitmap, hasBit, nextSet, ones, runOfSet, setBit } from './bitmap.ts';
export { checksum } from './checksum.ts';
export { firmwarePages } from './firmware.ts';
export { hashMemory, hashNow, type Pace } from './hash.ts';
export type { PageList, Position } from './listed-pages.ts';
export { createMemory, type Memory } from './memory.ts';
export { maxPages, pageBytes } from './page.ts';
export { addPage, type Tally, tallyText } from './tally.ts';
export { type Touch, touchMemory } from './touch.ts';
