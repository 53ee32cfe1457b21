import type { JobReport } from '../../protocol/messages.ts';
import { jobOperations } from '../../protocol/vocabulary.ts';
import { parameter, type TypedParameter } from '../types/typed-parameter.ts';

/** Figures that libvirt sends as 32 bits; all others are 64 (qemuDomainJobDataToParams). */
const small = new Set(['auto_converge_throttle', 'disk_errors']);

/** A job's figures as virDomainGetJobStats gives them: the operation first, then what is known. */
export const jobParameters = (operation: string, stats: JobReport['stats']): readonly TypedParameter[] => [
  parameter('operation', 'int', Math.max(0, (jobOperations as readonly string[]).indexOf(operation))),
  ...Object.entries(stats).map(([field, value]) =>
    small.has(field) ? parameter(field, 'int', value) : parameter(field, 'uhyper', BigInt(Math.round(value))),
  ),
];
