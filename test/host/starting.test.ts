import { expect, type TestContext, test } from 'vitest';
import { startCluster } from '../../src/index.ts';
import { blockAt } from '../blocking-hooks.ts';
import { guestXml } from '../guest-xml.ts';

/** A daemon that starts its guests by itself: clients connect, and are answered when it is through (recordings 9-early-*). */

async function startingAnew({ onTestFinished }: TestContext) {
  const hooks = blockAt('start');
  onTestFinished(hooks.remove);
  const cluster = await startCluster({
    libvirt: '9.0.0',
    hosts: { alone: { hooks: hooks.directory } },
    deadlock: { afterSeconds: 0.1 },
  });
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  onTestFinished(hooks.letGo);
  const guest = await cluster.alone.define(guestXml());
  await cluster.alone.client().call('DomainSetAutostart', { driver: 'qemu', uuid: guest.uuid, autostart: true });
  await cluster.alone.stop();
  await cluster.alone.start();
  await hooks.reached();
  return { ...cluster, letGo: hooks.letGo };
}

test('while the hook of a guest that starts by itself runs nobody is answered, and is told why', async (context) => {
  const { alone, letGo } = await startingAnew(context);
  const told = new Promise<string>((resolve) => alone.client().onNotice(resolve));
  const answer = alone.client().call('NodeGetInfo', {});
  expect(await Promise.race([told, answer])).toMatch(
    /^NodeGetInfo, a call of the library, waits for hook script \S+\/qemu \(web1 start\), which has been running/,
  );
  letGo();
  await answer;
  expect((await alone.domains()).map(({ name, state }) => `${name} ${state}`)).toEqual(['web1 running']);
});
