import type { MigrationParameters } from './parameters.ts';

/** What the procedures before 1.1.0 say in arguments of their own. */
export interface Legacy {
  readonly uri?: string | null;
  readonly dname?: string | null;
  readonly xml?: string | null;
  /** MiB per second; 0 is no limit. */
  readonly resource?: bigint;
}

/** The same as parameters. */
export const parametersFrom = ({ uri, dname, xml, resource = 0n }: Legacy): MigrationParameters => ({
  ...(uri && { migrateUri: uri }),
  ...(dname && { dname }),
  ...(xml && { xml }),
  limits: resource > 0n ? { bandwidth: Number(resource) } : {},
  tuning: {},
});
