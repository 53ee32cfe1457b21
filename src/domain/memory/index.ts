export { type Bitmap, clearBits, createBitmap, hasBit, nextSet, ones, runOfSet, setBit } from './bitmap.ts';
export { checksum } from './checksum.ts';
export { hashMemory, hashNow, type Pace } from './hash.ts';
export { createMemory, type Memory } from './memory.ts';
export { maxPages, pageBytes } from './page.ts';
