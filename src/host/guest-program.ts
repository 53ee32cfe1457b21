import { fileURLToPath } from 'node:url';

/** The bundled program of a guest's process; a host that runs from the sources (tests) uses the build beside them. */
export const guestProgram: string = fileURLToPath(new URL('../guest.mjs', import.meta.url)).replace(
  /([\\/])src([\\/])guest\.mjs$/,
  '$1dist$2guest.mjs',
);
