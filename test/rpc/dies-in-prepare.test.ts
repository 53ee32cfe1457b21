import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import type { Inside } from '../../src/host/door.ts';
import { createMemoryTransport } from '../../src/transport/index.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';
import { conductor, runningGuest } from './migrating.ts';

test('what a guest says that dies in a hook of Prepare is the answer of Finish (recording 6k-B-started-tunnelled-guestB-KILL)', async () => {
  const transport = createMemoryTransport({ clock: systemClock });
  let inside: Inside | undefined;
  const text = 'internal error: qemu unexpectedly closed the monitor';
  const die = () => {
    const { registry, guestExited } = inside?.services ?? {};
    const guest = registry?.byName('qemu', 'g');
    if (guest)
      guestExited?.({ driver: 'qemu', uuid: guest.definition.uuid, id: guest.lastId ?? 0, why: 'killed', text });
  };
  const a = await rpcHost({ name: 'hosta', transport });
  const b = await rpcHost({
    ...{ name: 'hostb', transport },
    doors: [
      async (given) => {
        inside = given;
        return { close: async () => {} };
      },
    ],
    hook: ([, , operation]) => {
      if (operation === 'started') die();
      return {};
    },
  });
  const [source, destination] = [await a.open(), await b.open()];
  const play = conductor(source, destination, await runningGuest(source, []));
  await play.begin();
  await play.prepare();
  expect(await refusal(play.finish(1))).toMatchObject({ code: 1, message: text });
  await play.confirm(1);
  await Promise.all([a.shutdown(), b.shutdown()]);
});
