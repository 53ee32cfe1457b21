import { describe, expect, test } from 'vitest';
import { commandLine } from '../command-line.ts';
import { type Answers, fakeHost, g, refusing, runningG } from './fake-host.ts';

async function json(typed: string, answers: Answers = {}) {
  const hooklab = commandLine({ hosts: { 'ws://a': fakeHost({ domains: [runningG], answers }) } });
  const { out, ...rest } = await hooklab.run(...typed.split(' '));
  expect(out.split('\n')).toHaveLength(2);
  return { ...rest, document: JSON.parse(out) as unknown };
}

describe('--json prints one document', () => {
  test.each<[string, unknown, Answers?]>([
    ['--json hostname', { hostname: 'hosta' }],
    ['hostname --json', { hostname: 'hosta' }],
    ['--json domstate g', { state: 'running', reason: 'booted' }],
    ['--json domid g', { id: 1 }],
    ['--json suspend g', { name: 'g', uuid: g.uuid }],
    ['--json save g /tmp/x', { name: 'g', uuid: g.uuid, file: '/tmp/x' }],
    ['--json autostart g', { name: 'g', uuid: g.uuid, autostart: true }],
    ['--json dumpxml g', { xml: '<domain/>' }, { DomainGetXMLDesc: () => ({ xml: '<domain/>' }) }],
    ['--json domjobinfo g', { type: 'None', operation: 'Unknown', stats: {} }],
    ['--json version', { libvirt: '9.0.0', driver: 'qemu' }],
  ])('%s', async (typed, document, answers) => {
    expect(await json(typed, answers)).toEqual({ exit: 0, err: '', document });
  });

  test('of a list, in virsh’s words', async () => {
    const domain = { ...g, state: 'shutoff', reason: 'failed', persistent: true, autostart: false };
    const { document } = await json('list --all --json', { ConnectListAllDomains: () => ({ domains: [domain] }) });
    expect(document).toEqual({ domains: [{ ...domain, state: 'shut off' }] });
  });
});

describe('--json tells a failure as libvirt numbers it, with the exit status unchanged', () => {
  const message = 'Hook script execution failed: no room\n';
  test.each<[string, unknown, Answers?]>([
    ['create /dev/null', { code: 70, domain: 10, message }, { DomainCreateXML: refusing('hook failed', 'no room\n') }],
    ['domstate nosuch', { code: 42, domain: 10, message: "Domain not found: no domain with matching name 'nosuch'" }],
    ['start g', { code: 0, domain: 0, message: 'Domain is already active' }],
    ['start', { code: 0, domain: 0, message: "command 'start' requires <domain> option" }],
    [
      '-c ws://nobody list',
      { code: 38, domain: 7, message: "unable to connect to server at 'nobody': Connection refused" },
    ],
  ])('%s', async (typed, error, answers) => {
    const { exit, document } = await json(`--json ${typed}`, answers);
    expect(exit).toBe(1);
    expect(document).toEqual({ error });
  });
});
