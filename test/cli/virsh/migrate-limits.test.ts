import { expect, test } from 'vitest';
import { commandLine } from '../command-line.ts';
import { type Answers, fakeHost, g, refusing, runningG } from './fake-host.ts';

const notRunning = refusing('operation invalid', 'domain is not running');

/** What is typed, what virsh 9.0 prints and how it exits (cmdMigrateSetMaxDowntime and its neighbours). */
test.each<[typed: string, answers: Answers, out: string, err: string]>([
  ['migrate-setmaxdowntime g 100', {}, '\n', ''],
  ['migrate-setmaxdowntime --domain g --downtime 100', {}, '\n', ''],
  ['migrate-setmaxdowntime g 0', {}, '\n', 'error: migrate: Invalid downtime\n'],
  [
    'migrate-setmaxdowntime g NaN',
    {},
    '\n',
    "error: Numeric value 'NaN' for <downtime> option is malformed or out of range\n",
  ],
  [
    'migrate-setmaxdowntime g 100',
    { DomainMigrateSetMaxDowntime: notRunning },
    '\n',
    'error: Requested operation is not valid: domain is not running\n',
  ],
  ['migrate-getmaxdowntime g', { DomainMigrateGetMaxDowntime: () => ({ ms: 300 }) }, '300\n\n', ''],
  [
    'migrate-getspeed g',
    { DomainMigrateGetMaxSpeed: () => ({ mibPerSecond: 8796093022207 }) },
    '8796093022207\n\n',
    '',
  ],
  ['migrate-setspeed g 5', {}, '\n', ''],
  ['migrate-setspeed g 0', {}, '\n', ''],
  ['migrate-getspeed g --postcopy', { DomainMigrateGetMaxSpeed: () => ({ mibPerSecond: 0 }) }, '0\n\n', ''],
  ['domjobabort g --postcopy', {}, '\n', ''],
  ['migrate-postcopy g', {}, '\n', ''],
  [
    'migrate-postcopy g',
    {
      DomainMigrateStartPostCopy: refusing(
        'operation invalid',
        'post-copy can only be started while outgoing migration is in progress',
      ),
    },
    '\n',
    'error: Requested operation is not valid: post-copy can only be started while outgoing migration is in progress\n',
  ],
  [
    'migrate-compcache g --size 1048576',
    { DomainMigrateGetCompressionCache: () => ({ bytes: 1048576 }) },
    'Compression cache: 1.000 MiB\n',
    '',
  ],
  [
    'migrate-setspeed g -1x',
    {},
    '\n',
    "error: Numeric value '-1x' for <bandwidth> option is malformed or out of range\n",
  ],
])('%s', async (typed, answers, out, err) => {
  const hooklab = commandLine({ hosts: { 'ws://a': fakeHost({ domains: [runningG], answers }) } });
  expect(await hooklab.run(...typed.split(' '))).toEqual({ exit: err ? 1 : 0, out, err });
});

test('what is set reaches the host in its own unit', async () => {
  const host = fakeHost({ domains: [g] });
  const hooklab = commandLine({ hosts: { 'ws://a': host } });
  await hooklab.run('migrate-setmaxdowntime', 'g', '2500');
  expect(host.calls.at(-1)).toEqual(['DomainMigrateSetMaxDowntime', { driver: 'qemu', uuid: g.uuid, ms: 2500 }]);
});
