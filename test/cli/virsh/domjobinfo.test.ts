import { describe, expect, test } from 'vitest';
import { jobText } from '../../../src/cli/virsh/job-text.ts';
import { commandLine } from '../command-line.ts';
import { fakeHost, refusing } from './fake-host.ts';

describe('the report of a job', () => {
  test('is one line when there is none (recording 3g-kill-virsh-direct)', async () => {
    expect(await commandLine().run('domjobinfo', 'g')).toEqual({
      exit: 0,
      out: 'Job type:         None        \n\n',
      err: '',
    });
  });

  test('begins as in recording 3i-libvirtd-B-KILL-direct and goes on as facts E list it', () => {
    const stats = {
      time_elapsed: 5875,
      data_processed: 6291456,
      data_remaining: 512,
      data_total: 68719476736,
      memory_processed: 6291456,
      memory_remaining: 512,
      memory_total: 68719476736,
      memory_bps: 1048576,
      memory_dirty_rate: 250,
      memory_iteration: 3,
      memory_page_size: 4096,
      memory_postcopy_requests: 0,
      disk_total: 0,
      disk_bps: 7,
      memory_constant: 10,
      memory_normal: 1536,
      memory_normal_bytes: 6291456,
      downtime: 300,
      setup_time: 2,
    };
    expect(jobText({ type: 'Unbounded', operation: 'Outgoing migration', stats })).toBe(
      [
        'Job type:         Unbounded   ',
        'Operation:        Outgoing migration',
        'Time elapsed:     5875         ms',
        'Data processed:   6.000 MiB',
        'Data remaining:   512.000 B',
        'Data total:       64.000 GiB',
        'Memory processed: 6.000 MiB',
        'Memory remaining: 512.000 B',
        'Memory total:     64.000 GiB',
        'Memory bandwidth: 1.000 MiB/s',
        'Dirty rate:       250          pages/s',
        'Page size:        4096         bytes',
        'Iteration:        3           ',
        'Postcopy requests: 0           ',
        'Constant pages:   10          ',
        'Normal pages:     1536        ',
        'Normal data:      6.000 MiB',
        'Expected downtime: 300          ms',
        'Setup time:       2            ms',
        '',
      ].join('\n'),
    );
  });

  test('of a completed one tells the total downtime', () => {
    const text = jobText({
      type: 'Completed',
      operation: 'Outgoing migration',
      stats: { time_elapsed: 90, downtime: 12, downtime_net: 10 },
    });
    expect(text).toContain('Job type:         Completed   \n');
    expect(text).toContain('Total downtime:   12           ms\nDowntime w/o network: 10           ms\n');
  });

  test('of a cancelled or failed one ends after what it was', () => {
    const text = jobText({ type: 'Cancelled', operation: 'Outgoing migration', stats: { time_elapsed: 1 } });
    expect(text).toBe('Job type:         Cancelled   \nOperation:        Outgoing migration\n');
  });
});

test('--completed asks for the last job', async () => {
  const host = fakeHost();
  await commandLine({ hosts: { 'ws://a': host } }).run('domjobinfo', '--completed', 'g');
  expect(host.calls.at(-1)?.[1]).toMatchObject({ completed: true });
});

test('the destination of a migration has no statistics (recording 5e-ops-during-migration-B)', async () => {
  const text = 'migration statistics are available only on the source host';
  const host = fakeHost({ answers: { DomainGetJobStats: refusing('operation unsupported', text) } });
  const ran = await commandLine({ hosts: { 'ws://a': host } }).run('domjobinfo', 'g');
  expect(ran).toEqual({ exit: 1, out: '\n', err: `error: Operation not supported: ${text}\n` });
});
