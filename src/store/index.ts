export { diskStore } from './disk.ts';
export { type MemoryStore, type MemoryStoreOptions, memoryStore, type StoreFault } from './memory.ts';
export { type MortalStore, mortalStore } from './mortal.ts';
export { scratchStore } from './scratch.ts';
export type { Store } from './store.ts';
