import { expect, test } from 'vitest';
import { commandLine } from '../command-line.ts';
import { type Answers, fakeHost, refusing, runningG } from './fake-host.ts';

/** Verbs that tune a guest and plug its devices: what they ask of the host, and what they print. */

const xml = `<domain type='qemu' id='1'>
  <devices>
    <disk type='file' device='cdrom'>
      <source file='/a.iso' index='1'/>
      <backingStore/>
      <target dev='hdc' bus='ide'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:11:11:11'/>
      <source network='lab'/>
    </interface>
  </devices>
</domain>
`;

async function run(line: string, answers: Answers = {}) {
  const asked: [string, unknown][] = [];
  const noting = (name: string, answer: (params: never) => unknown) => (params: never) => {
    asked.push([name, params]);
    return answer(params) as never;
  };
  const usual: Answers = { DomainGetXMLDesc: () => ({ xml }), NodeGetInfo: () => ({ cpus: 4 }) as never, ...answers };
  const all = Object.fromEntries(Object.entries(usual).map(([name, answer]) => [name, noting(name, answer as never)]));
  const host = fakeHost({ domains: [runningG], answers: all as Answers });
  const { exit, out, err } = await commandLine({ hosts: { 'ws://a': host } }).run(...line.split(' '));
  const said = asked.filter(([name]) => !/^(DomainGetXMLDesc|NodeGetInfo)$/.test(name)).map(([, params]) => params);
  return { exit, out, err, said };
}

test('amounts of memory', async () => {
  const { said } = await run('setmem g 48M', { DomainSetMemoryFlags: () => ({}) });
  expect(said).toEqual([expect.objectContaining({ kib: 49152, live: true })]);
  expect((await run('setmem g 1x')).err).toBe(
    "error: Scaled numeric value '1x' for <size> option is malformed or out of range\n" +
      "error: invalid argument: unknown suffix 'x'\n",
  );
  expect((await run('setmem g 5 --current --config')).err).toBe(
    'error: Options --current and --config are mutually exclusive\n',
  );
});

test('counts and places of processors', async () => {
  const counts = {
    DomainGetVcpusFlags: ({ maximum }: { maximum?: boolean | undefined }) => ({ count: maximum ? 2 : 1 }),
  };
  expect((await run('vcpucount g', counts as Answers)).out).toBe(
    'maximum      config         2\nmaximum      live           2\ncurrent      config         1\ncurrent      live           1\n\n',
  );
  expect((await run('vcpupin g', { DomainGetVcpuPinInfo: () => ({ pins: [[0], null] }) })).out).toBe(
    ' VCPU   CPU Affinity\n----------------------\n 0      0\n 1      0-3\n\n',
  );
  expect((await run('vcpupin g 0 99')).err).toBe("error: CPU 99 in cpulist '99' exceed the maxcpu 4\n");
});

test('parameters, shown and set', async () => {
  const get = { DomainGetMemoryParameters: () => ({ parameters: { hard_limit: 2 ** 53 - 1, soft_limit: 5 } }) };
  expect((await run('memtune g', get)).out).toBe('hard_limit     : unlimited\nsoft_limit     : 5\n\n');
  const refused = { DomainGetBlkioParameters: refusing('operation invalid', "blkio cgroup isn't mounted") };
  expect((await run('blkiotune g', refused)).err).toMatch(/^error: Unable to get blkio parameters\nerror: Requested/);
  const { said } = await run('blkdeviotune g vda --total-bytes-sec 1M --config', { DomainSetBlockIoTune: () => ({}) });
  expect(said).toEqual([
    expect.objectContaining({ disk: 'vda', parameters: { total_bytes_sec: 1048576 }, config: true }),
  ]);
});

test('devices by description', async () => {
  const attach = await run('attach-interface g network lab --mac 52:54:00:00:00:01 --persistent', {
    DomainAttachDeviceFlags: () => ({}),
  });
  expect(attach.out).toBe('Interface attached successfully\n\n');
  expect(attach.said).toEqual([expect.objectContaining({ live: true, config: true })]);
  expect((await run('attach-disk g /b.img vdb --print-xml')).out).toBe(
    "<disk type='file'>\n  <source file='/b.img'/>\n  <target dev='vdb'/>\n</disk>\n\n",
  );
  expect((await run('detach-disk g vdz')).err).toBe('error: No disk found whose source path or target is vdz\n');
  expect((await run('detach-interface g bridge')).err).toBe(
    'error: No interface found whose type is bridge\nerror: Failed to detach interface\n',
  );
  expect((await run('domif-getlink g 52:54:00:11:11:11')).out).toBe('52:54:00:11:11:11 up\n');
});

test('media of a drive', async () => {
  const eject = await run('change-media g hdc --eject', { DomainUpdateDeviceFlags: () => ({}) });
  expect(eject.out).toBe('Successfully ejected media.\n\n');
  expect(eject.said).toEqual([expect.objectContaining({ xml: expect.not.stringContaining('a.iso') })]);
  expect((await run('change-media g hdc /b.iso --insert')).err).toBe(
    "error: The disk device 'hdc' already has media\n",
  );
});
