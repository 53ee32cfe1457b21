import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Cluster, startCluster } from '../../src/index.ts';
import { guestXml } from '../guest-xml.ts';

let cluster: Cluster<'host'>;
beforeAll(async () => {
  cluster = await startCluster({ libvirt: '9.0.0', processes: true, hosts: { host: { hooks: '/nonexistent/hooks' } } });
});
afterAll(() => cluster[Symbol.asyncDispose]());

/** After whatever was done to it, the host still answers and has lost nothing. */
async function goesOnServing() {
  const guest = await cluster.host.create(guestXml({ name: 'witness' }));
  expect(await guest.state()).toEqual({ state: 'running', reason: 'booted' });
  await guest.destroy();
}

describe('XML', () => {
  const plain = guestXml();
  test.each([
    ['none at all', '', /^\(domain_definition\):1: /],
    ['text that is none', 'hello', /^\(domain_definition\):1: Start tag expected, '<' not found/],
    ['a missing end tag', '<domain type="qemu"><name>a</name>', /^\(domain_definition\):/],
    ['another root', '<network/>', /^XML error: .*'domain'/],
    ['no name', plain.replace('<name>web1</name>', ''), /^missing name information$/],
    ['a name with a slash', plain.replace('web1', '../../etc/passwd'), /^XML error: name .* cannot contain '\/'/],
    ['a name with a newline', plain.replace('web1', 'a&#10;b'), /^invalid char in name/],
    ['a name too long', plain.replace('web1', 'x'.repeat(500)), /name/],
    ['no memory', plain.replace(/<memory.*<\/memory>/, ''), /^(XML error|unsupported configuration): /],
    [
      'entities that grow',
      `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${plain.replace('web1', '&b;')}`,
      /^\(domain_definition\):2: Entity 'b' not defined/,
    ],
    ['too much', plain.replace('<vcpu>', `${' '.repeat(5_000_000)}<vcpu>`), /^[^\n]+/],
    [
      'a workload bigger than the guest',
      guestXml({ workload: "pattern='random' rate='1' workingSet='64'" }),
      /workingSet of 64 MiB is more than the guest's 8 MiB/,
    ],
    ['another driver', guestXml({ driver: 'lxc' }), /unexpected domain type lxc/],
  ])('%s is refused in a sentence', async (_what, xml, sentence) => {
    await expect(cluster.host.define(xml)).rejects.toThrow(sentence);
    await expect(cluster.host.create(xml)).rejects.toThrow(sentence);
    expect(await cluster.host.domains()).toEqual([]);
  });

  test('a document type is read over, as libvirt does', async () => {
    const domain = await cluster.host.define(`<!DOCTYPE d [<!ENTITY a "b">]>${plain}`);
    await domain.undefine();
  });

  test('a leading dash is a name like any other', async () => {
    const domain = await cluster.host.define(guestXml({ name: '-rf' }));
    await (await domain.start()).destroy();
    await domain.undefine();
  });

  test("another guest's name or uuid is refused in libvirt's words", async () => {
    const uuid = '11111111-1111-4111-8111-111111111111';
    const known = await cluster.host.define(guestXml().replace('</name>', `</name><uuid>${uuid}</uuid>`));
    await expect(cluster.host.define(guestXml())).rejects.toThrow(
      `operation failed: domain 'web1' already exists with uuid ${uuid}`,
    );
    await expect(
      cluster.host.define(guestXml({ name: 'web2' }).replace('</name>', `</name><uuid>${uuid}</uuid>`)),
    ).rejects.toThrow(`operation failed: domain 'web1' is already defined with uuid ${uuid}`);
    await known.undefine();
  });
});

describe('a peer that breaks the protocol is told and disconnected', () => {
  /** What the host says to a peer that sends these messages, and how it hangs up. */
  function say(messages: readonly (string | Buffer)[], headers: Record<string, string> = {}) {
    return new Promise<{ said: string[]; closed: string }>((resolve) => {
      const said: string[] = [];
      const socket = new WebSocket(cluster.host.url(), { headers });
      socket.on('open', () => {
        for (const message of messages) socket.send(message);
      });
      socket.on('message', (data) => said.push(String(data)));
      socket.on('unexpected-response', (_request, response) => {
        response.on('data', (chunk) => said.push(String(chunk)));
        response.on('end', () => resolve({ said, closed: String(response.statusCode) }));
      });
      socket.on('error', () => {});
      socket.on('close', (code, reason) => resolve({ said, closed: `${code} ${reason}` }));
    });
  }
  const call = (name: string, params: object, id = 1) =>
    JSON.stringify({ kind: 'call', id, call: name, params, after: {} });
  const open = call('ConnectOpen', { version: 1, client: 'test' });

  test.each([
    ['no JSON', ['{'], /HOOKLAB_BAD_MESSAGE: a message is not JSON/],
    ['another shape', ['{"kind":"call"}'], /HOOKLAB_BAD_MESSAGE: a message has the wrong shape/],
    ['a message only hosts send', [open, '{"kind":"reply","id":1,"result":{},"after":{}}'], /HOOKLAB_BAD_MESSAGE/],
    ['bytes', [Buffer.from([1, 2, 3])], /a control link carries text/],
  ])('%s', async (_what, messages, closed) => {
    expect((await say(messages)).closed).toMatch(closed);
    await goesOnServing();
  });

  test.each([
    ['another version', [call('ConnectOpen', { version: 99, client: 'x' })], /speaks version 99 .*HOOKLAB_BAD_VERSION/],
    [
      'a call before the connection is open',
      [call('DomainLookup', { driver: 'qemu', key: 'a' })],
      /HOOKLAB_OUT_OF_PHASE/,
    ],
  ])('%s', async (_what, messages, answer) => {
    expect((await say(messages)).said.join()).toMatch(answer);
    await goesOnServing();
  });

  test.each([
    ['an unknown call', call('DomainExplode', {}, 2), /there is no call 'DomainExplode' \(HOOKLAB_UNKNOWN_CALL\)/],
    [
      'parameters of the wrong kind',
      call('DomainDestroy', { driver: 'xen', uuid: '1' }, 2),
      /parameters of DomainDestroy: driver/,
    ],
    [
      'Finish without Prepare',
      call('DomainMigrateFinish3Params', { driver: 'qemu', name: 'a', cookie: '', flags: [], cancelled: false }, 2),
      /Domain not found: no domain with matching name 'a'/,
    ],
    [
      'a cookie that is none',
      call('DomainMigratePrepare3Params', { driver: 'qemu', xml: guestXml(), cookie: 'x', flags: [] }, 2),
      /not a <qemu-migration> document/,
    ],
  ])('%s is an error of that call only', async (_what, message, answer) => {
    const socket = new WebSocket(cluster.host.url());
    const said: string[] = [];
    await new Promise<void>((resolve) => {
      socket.on('open', () => {
        for (const text of [open, message]) socket.send(text);
      });
      socket.on('message', (data) => said.push(String(data)) === 2 && resolve());
    });
    expect(said[1]).toMatch(answer);
    socket.close();
    await goesOnServing();
  });

  test('more calls at once than are worked on wait, unread, until one is answered', async () => {
    const socket = new WebSocket(cluster.host.url());
    const answered = new Set<number>();
    await new Promise<void>((resolve) => {
      socket.on('open', () => {
        socket.send(open);
        for (let id = 2; id < 300; id++) socket.send(call('NodeGetInfo', {}, id));
      });
      socket.on('message', (data) => answered.add(JSON.parse(String(data)).id).size === 299 && resolve());
    });
    socket.close();
  });

  test('calls that are never answered are in nobody else’s way', async () => {
    const socket = new WebSocket(cluster.host.url());
    const opened = new Promise((resolve) => socket.once('message', resolve));
    socket.on('open', () => {
      for (const text of [open, ...waits]) socket.send(text);
    });
    await opened;
    await goesOnServing();
    socket.close();
  });
  const waits = Array.from({ length: 80 }, (_, i) => call('HooklabJournal', { since: 1e9, wait: true }, i + 2));

  test('a frame too large', async () => {
    expect((await say([Buffer.alloc(34 * 1024 * 1024, 0x20).toString()])).closed).toMatch(/^(1009|1006)/);
    await goesOnServing();
  });

  test('a page in a browser', async () => {
    expect(await say([], { Origin: 'https://evil.example' })).toMatchObject({ closed: '403' });
    await goesOnServing();
  });

  test('Finish out of phase is refused in the words of libvirt', async () => {
    const guest = await cluster.host.create(guestXml());
    const { call } = cluster.host.client();
    const finish = { driver: 'qemu', name: 'web1', cookie: '', flags: [], cancelled: true } as const;
    await expect(call('DomainMigrateFinish3Params', { ...finish, flags: [] })).rejects.toThrow(
      "Requested operation is not valid: domain 'web1' is not processing incoming migration",
    );
    await expect(
      call('DomainMigratePerform3Params', {
        driver: 'qemu',
        uuid: guest.uuid,
        flags: [],
        cookie: '<qemu-migration>',
        uri: 'ws://127.0.0.1:1/',
      }),
    ).rejects.toThrow("domain 'web1' is not being migrated");
    await guest.destroy();
  });
});

describe('a host that cannot start says why, and exits', () => {
  const host = (...options: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, ['bin/hooklab', 'host', ...options], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    return { status, stderr };
  };
  const state = ['--state', '/tmp/hooklab-never-used'];

  test('a port in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const { status, stderr } = await new Promise<{ status: number | null; stderr: string }>((resolve) =>
      resolve(host(...state, '--listen', `ws://127.0.0.1:${port}`)),
    );
    taken.close();
    expect(stderr).toMatch(
      new RegExp(`^error: Unable to bind to port '127.0.0.1:${port}': Address already in use$`, 'm'),
    );
    expect(status).toBe(1);
  });

  test.each([
    [
      'an address others can reach, without a token',
      ['--listen', 'ws://0.0.0.0:0'],
      /only with a token: give --token-file/,
    ],
    ['no address', ['--listen', 'over there'], /is no address to listen on/],
    ['no release', ['--libvirt', '0.1'], /is no libvirt release with hooks/],
    ['a name that is a path', ['--name', '../x'], /cannot name a host/],
    ['an unknown option', ['--frobnicate'], /unknown option/],
  ])('%s: exit 2', (_what, options, sentence) => {
    const { status, stderr } = host(...state, ...options);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });
});

test('a wrong token is refused, a missing one too', async () => {
  const { startTokenHost } = await import('../token-host.ts');
  await using host = await startTokenHost();
  await expect(host.connect('wrong-wrong-wrong-wrong')).rejects.toThrow('the token is not the one this host wants');
  await expect(host.connect(undefined)).rejects.toThrow('this host wants a token and none was given');
  await (await host.connect(host.token)).close();
});
