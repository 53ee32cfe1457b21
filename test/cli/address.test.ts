import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { resolveAddress, urlWithToken } from '../../src/cli/address.ts';
import type { KnownHost } from '../../src/cli/world.ts';

const one: KnownHost = { name: 'one', url: 'ws://127.0.0.1:7001', token: 'token of one' };
const two: KnownHost = { name: 'two', url: 'ws://127.0.0.1:7002' };
const folder = mkdtempSync(join(tmpdir(), 'hooklab-address-'));
const tokenFile = join(folder, 'token');
writeFileSync(tokenFile, 'from a file\n');
afterAll(() => rmSync(folder, { recursive: true }));

const resolve = (given?: string, { hosts = [one], environment = {}, ...more }: Partial<Parts> = {}) =>
  resolveAddress(given, { environment, runningHosts: async () => hosts, ...more });
interface Parts {
  readonly hosts: readonly KnownHost[];
  readonly environment: Readonly<Record<string, string>>;
  readonly tokenFile: string;
}

describe('which host', () => {
  test('by default the only one on this machine, with the token it announced', async () => {
    expect(await resolve()).toEqual({ url: one.url, token: 'token of one', driver: 'qemu', shown: one.url });
  });

  test('$HOOKLAB_URL comes before that', async () => {
    expect(await resolve(undefined, { environment: { HOOKLAB_URL: 'ws://b:1' } })).toMatchObject({ url: 'ws://b:1' });
  });

  test('-c comes before both: a URL, or the name of a host here', async () => {
    const environment = { HOOKLAB_URL: 'ws://b:1' };
    expect(await resolve('ws://c:2', { environment })).toMatchObject({ url: 'ws://c:2' });
    expect(await resolve('two', { environment, hosts: [one, two] })).toMatchObject({ url: two.url });
    expect(await resolve('ws+unix:///run/h.sock', { environment })).toMatchObject({ url: 'ws+unix:///run/h.sock' });
  });

  test.each([
    [undefined, [], "no host runs on this machine: start one with 'hooklab host', or name one with -c or $HOOKLAB_URL"],
    [undefined, [one, two], '2 hosts run on this machine (one, two): name one with -c or $HOOKLAB_URL'],
    ['one', [one, one], "2 hosts on this machine are named 'one': give a URL"],
    ['nosuch', [one], "'nosuch' is neither a host on this machine nor a URL such as ws://127.0.0.1:7001"],
    ['xen:///system', [one], 'no connection driver available for xen:///system'],
    ['ws://b:1?driver=xen&token=t', [one], 'no connection driver available for ws://b:1?driver=xen'],
  ])('%s of %j cannot be told', async (given, hosts, text) => {
    await expect(resolve(given, { hosts })).rejects.toThrow(text);
  });
});

test.each([
  'qemu+tcp://b:16509/system',
  'qemu+unix:///system?socket=/run/libvirt/libvirt-sock',
  'qemu+tls://[::1]/system',
])('%s leads to a daemon by itself', async (uri) => {
  expect(await resolve(uri, { hosts: [one] })).toEqual({ url: uri, driver: 'qemu', shown: uri });
});

describe('which driver', () => {
  test('a libvirt URI chooses it and leaves the host to the default', async () => {
    expect(await resolve('lxc:///system')).toMatchObject({
      url: one.url,
      driver: 'lxc',
      shown: 'lxc:///system',
    });
    expect(await resolve('qemu:///session')).toMatchObject({ url: one.url, driver: 'qemu', shown: 'qemu:///session' });
    expect(await resolve(undefined, { environment: { HOOKLAB_URL: 'lxc:///' } })).toMatchObject({
      url: one.url,
      driver: 'lxc',
    });
  });

  test('a libvirt URI with a host means the one of that name on this machine', async () => {
    expect(await resolve('lxc+tcp://two:16509/system', { hosts: [one, two] })).toMatchObject({
      url: two.url,
      driver: 'lxc',
      shown: 'lxc+tcp://two:16509/system',
    });
  });

  test('a URL or name that was given has nothing to do with $HOOKLAB_URL', async () => {
    const environment = { HOOKLAB_URL: 'lxc:///system' };
    expect(await resolve('ws://c:2', { environment })).toMatchObject({ url: 'ws://c:2', driver: 'qemu' });
    expect(await resolve('one', { environment })).toMatchObject({ url: one.url, driver: 'qemu' });
  });

  test('so does a parameter of the URL or name, which the host is not sent', async () => {
    expect(await resolve('two?driver=lxc', { hosts: [one, two] })).toMatchObject({ url: two.url, driver: 'lxc' });
    expect(await resolve('ws://b:1/x?driver=lxc&y=2')).toEqual({
      url: 'ws://b:1/x?y=2',
      token: undefined,
      driver: 'lxc',
      shown: 'ws://b:1/x?y=2&driver=lxc',
    });
  });
});

describe('which token', () => {
  const environment = { HOOKLAB_TOKEN: 'from the environment' };
  test('the one in the URL, else the file, else what the host announced, else $HOOKLAB_TOKEN', async () => {
    expect(await resolve(`${one.url}?token=in%20url`, { environment, tokenFile })).toMatchObject({
      url: one.url,
      token: 'in url',
    });
    expect(await resolve(one.url, { environment, tokenFile })).toMatchObject({ token: 'from a file' });
    expect(await resolve(one.url, { environment })).toMatchObject({ token: 'token of one' });
    expect(await resolve('ws://b:1', { environment })).toMatchObject({ token: 'from the environment' });
  });

  test('a file that cannot be read is told', async () => {
    await expect(resolve('ws://b:1', { tokenFile: join(folder, 'nosuch') })).rejects.toThrow(
      /^cannot use token file .*nosuch/,
    );
  });

  test('is never shown, and put back for a host that connects by itself', async () => {
    const address = await resolve('ws://b:1?token=a%26b');
    expect(address.shown).toBe('ws://b:1');
    expect(urlWithToken(address)).toBe('ws://b:1?token=a%26b');
    expect(urlWithToken({ ...address, url: 'ws://b:1?x=1' })).toBe('ws://b:1?x=1&token=a%26b');
    expect(urlWithToken({ ...address, token: undefined })).toBe('ws://b:1');
  });
});
