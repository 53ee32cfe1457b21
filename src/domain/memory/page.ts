/** Bytes of a guest page, as on every x86 QEMU. */
export const pageBytes = 4096;

/** Pages a guest may have: their numbers fit 32 bits on the wire. That is 16 TiB. */
export const maxPages = 2 ** 32;
