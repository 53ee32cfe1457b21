import { expect, test } from 'vitest';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { parameter } from '../../src/rpc/types/typed-parameter.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const [live, config] = [1, 2];
const disk = "<devices><disk type='file' device='disk'><source file='/v.img'/><target dev='vda'/></disk></devices>";

async function guest(
  xml = guestXml().replace('<vcpu>1', "<vcpu current='1'>2").replace('</domain>', `${disk}</domain>`),
) {
  const client = await (await rpcHost()).open();
  const { dom } = await client.call(rows.DomainDefineXML, { xml });
  const text = async (flags = 0) => (await client.call(rows.DomainGetXMLDesc, { dom, flags })).xml;
  const start = () => client.call(rows.DomainCreate, { dom });
  return { client, dom, text, start };
}
const of = (message: string) => expect.objectContaining({ message });

test('memory: what is in use, what there is, and what of both only at the next start', async () => {
  const { client, dom, text, start } = await guest();
  const set = (memory: number, flags: number) =>
    client.call(rows.DomainSetMemoryFlags, { dom, memory: BigInt(memory), flags });
  expect(await refusal(set(4096, live))).toEqual(of('Requested operation is not valid: domain is not running'));
  expect(await refusal(set(99999, config))).toEqual(of('invalid argument: cannot set memory higher than max memory'));
  await start();
  await set(4096, live);
  expect(await text()).toContain("<currentMemory unit='KiB'>4096<");
  expect(await text(2)).toContain("<currentMemory unit='KiB'>8192<");
  await client.call(rows.DomainSetMemoryFlags, { dom, memory: 16384n, flags: config | 4 });
  expect(await text(2)).toContain("<memory unit='KiB'>16384<");
  expect(await refusal(client.call(rows.DomainSetMaxMemory, { dom, memory: 16384n }))).toEqual(
    of('Requested operation is not valid: cannot resize the maximum memory on an active domain'),
  );
});

test('processors come and go; where they may run is told and kept', async () => {
  const { client, dom, text, start } = await guest();
  await start();
  const set = (nvcpus: number, flags: number) => client.call(rows.DomainSetVcpusFlags, { dom, nvcpus, flags });
  await set(2, live);
  expect(await text()).toContain("<vcpu id='1' enabled='yes' hotpluggable='yes' order='2'/>");
  expect(await client.call(rows.DomainGetVcpusFlags, { dom, flags: config })).toEqual({ num: 1 });
  expect(await refusal(set(3, live))).toEqual(
    of('invalid argument: requested vcpus is greater than max allowable vcpus for the live domain: 3 > 2'),
  );
  await set(1, live);
  expect(await client.call(rows.DomainGetVcpusFlags, { dom, flags: live })).toEqual({ num: 1 });
  const map = Buffer.from([1]);
  await client.call(rows.DomainPinVcpuFlags, { dom, vcpu: 0, cpumap: map, flags: live | config });
  expect(await text(2)).toContain("<vcpupin vcpu='0' cpuset='0'/>");
  const pins = await client.call(rows.DomainGetVcpuPinInfo, { dom, ncpumaps: 1, maplen: 1, flags: live });
  expect(Buffer.from(pins.cpumaps)).toEqual(map);
});

test("limits are kept for the next start; a running guest's would need control groups", async () => {
  const { client, dom, text, start } = await guest();
  const params = [parameter('hard_limit', 'uhyper', 262144n)];
  await client.call(rows.DomainSetMemoryParameters, { dom, params, flags: config });
  expect(await text()).toContain("<hard_limit unit='KiB'>262144</hard_limit>");
  const odd = [parameter('min_guarantee', 'uhyper', 1n)];
  expect(await refusal(client.call(rows.DomainSetMemoryParameters, { dom, params: odd, flags: config }))).toEqual(
    of("argument unsupported: parameter 'min_guarantee' not supported"),
  );
  await start();
  expect(await refusal(client.call(rows.DomainGetMemoryParameters, { dom, nparams: 3, flags: live }))).toEqual(
    of('Requested operation is not valid: cgroup memory controller is not mounted'),
  );
  expect(await refusal(client.call(rows.DomainGetSchedulerType, { dom }))).toEqual(
    of('Requested operation is not valid: cgroup CPU controller is not mounted'),
  );
});

test("a disk's limits: a new total takes those of each way away", async () => {
  const { client, dom, text, start } = await guest();
  await start();
  const tune = (field: string, value: bigint) =>
    client.call(rows.DomainSetBlockIoTune, {
      dom,
      disk: 'vda',
      params: [parameter(field, 'uhyper', value)],
      flags: live,
    });
  await tune('read_bytes_sec', 1000n);
  await tune('total_bytes_sec', 5000n);
  expect(await text()).toMatch(/<iotune>\n\s*<total_bytes_sec>5000<\/total_bytes_sec>\n\s*<\/iotune>/);
  expect(await refusal(tune('total_bytes_sec_max', 500n))).toEqual(
    of("unsupported configuration: value 'total_bytes_sec_max' cannot be smaller than 'total_bytes_sec'"),
  );
  const got = await client.call(rows.DomainGetBlockIoTune, { dom, disk: 'vda', nparams: 20, flags: live });
  expect(got.params).toContainEqual(
    parameter('group_name', 'string', '/machine/peripheral/virtio-disk0/virtio-backend'),
  );
});

test('what an end of the guest leads to, counters, and threads for its disks', async () => {
  const { client, dom, text } = await guest();
  const action = (type: number, act: number) =>
    client.call(rows.DomainSetLifecycleAction, { dom, type, action: act, flags: config });
  const perf = [parameter('instructions', 'boolean', 1)];
  await client.call(rows.DomainSetPerfEvents, { dom, params: perf, flags: config });
  expect(await text()).toContain("<event name='instructions' enabled='yes'/>");
  await client.call(rows.DomainAddIOThread, { dom, iothreadId: 3, flags: config });
  expect(await client.call(rows.DomainGetIOThreadInfo, { dom, flags: config })).toMatchObject({ ret: 1 });
  await client.call(rows.DomainDelIOThread, { dom, iothreadId: 3, flags: config });
  expect(await text()).not.toContain('iothread');
  expect(await refusal(action(0, 3))).toMatchObject({ code: 67 });
});
