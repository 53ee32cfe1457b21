import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arms, text } from './arms.ts';

describe.each(arms)('a store ($name)', ({ open }) => {
  test('gives back what was written, text or bytes', async () => {
    const { store, root } = await open();
    await store.write(join(root, 'qemu/web1.xml'), '<domain/>');
    await store.write(join(root, 'qemu/save/web1.save'), Uint8Array.of(0, 255, 10));
    expect(text(await store.read(join(root, 'qemu/web1.xml')))).toBe('<domain/>');
    expect([...((await store.read(join(root, 'qemu/save/web1.save'))) ?? [])]).toEqual([0, 255, 10]);
  });

  test('knows no file where there is none', async () => {
    const { store, root } = await open();
    expect(await store.read(join(root, 'qemu/web1.xml'))).toBeUndefined();
    expect(await store.list(join(root, 'qemu'))).toEqual([]);
    await store.remove(join(root, 'qemu/web1.xml'));
  });

  test('replaces and removes', async () => {
    const { store, root } = await open();
    const path = join(root, 'web1.xml');
    await store.write(path, 'a long first content');
    await store.write(path, 'second');
    expect(text(await store.read(path))).toBe('second');
    await store.remove(path);
    expect(await store.read(path)).toBeUndefined();
    expect(await store.list(root)).toEqual([]);
  });

  test('appends, creating the file', async () => {
    const { store, root } = await open();
    const path = join(root, 'log/libvirtd.log');
    await store.append(path, 'one\n');
    await store.append(path, 'two\n');
    expect(text(await store.read(path))).toBe('one\ntwo\n');
  });

  test('lists files and directories in byte order', async () => {
    const { store, root } = await open();
    // U+10000 is four bytes in UTF-8 and sorts last, but its first UTF-16 unit is below U+FF21.
    for (const name of ['b', 'B', 'a', '\u{10000}', '\u{ff21}', 'autostart/web1.xml', '.hidden']) {
      await store.write(join(root, name), '');
    }
    expect(await store.list(root)).toEqual(['.hidden', 'B', 'a', 'autostart', 'b', '\u{ff21}', '\u{10000}']);
    expect(await store.list(join(root, 'autostart'))).toEqual(['web1.xml']);
  });

  test('never hands out its own bytes', async () => {
    const { store, root } = await open();
    const path = join(root, 'file');
    await store.write(path, 'content');
    (await store.read(path))?.fill(0);
    expect(text(await store.read(path))).toBe('content');
  });

  test('says what a failure is in one of libvirt’s sentences', async () => {
    const { store, root } = await open();
    await store.write(join(root, 'file'), '');
    await store.write(join(root, 'directory/file'), '');
    const below = join(root, 'file/below');
    const directory = join(root, 'directory');
    await expect(store.read(directory)).rejects.toThrow(`Failed to read file '${directory}': Is a directory`);
    await expect(store.write(directory, '')).rejects.toThrow(`'${directory}': Is a directory`);
    await expect(store.append(directory, '')).rejects.toThrow(`'${directory}': Is a directory`);
    await expect(store.remove(directory)).rejects.toThrow(`cannot remove file '${directory}': Is a directory`);
    await expect(store.write(below, '')).rejects.toThrow(`'${below}': Not a directory`);
    await expect(store.append(below, '')).rejects.toThrow(`'${below}': Not a directory`);
    await expect(store.list(join(root, 'file'))).rejects.toMatchObject({
      name: 'LibvirtError',
      code: 38,
      message: `cannot open directory '${join(root, 'file')}': Not a directory`,
    });
  });

  test('a failure does not hold up what waits behind it', async () => {
    const { store, root } = await open();
    const path = join(root, 'directory');
    await store.write(join(path, 'file'), '');
    const asked = [store.write(path, ''), store.append(path, ''), store.remove(path)];
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  test('makes the changes of a path in the order they were asked for', async () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), text: fc.string({ maxLength: 3 }) }),
      fc.record({ kind: fc.constant('append' as const), text: fc.string({ maxLength: 3 }) }),
      fc.record({ kind: fc.constant('remove' as const), text: fc.constant('') }),
    );
    const { store, root } = await open();
    const path = join(root, 'file');
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        let expected: string | undefined = 'start';
        const asked = [store.write(path, expected)];
        for (const { kind, text } of changes) {
          if (kind === 'remove') expected = undefined;
          else expected = kind === 'write' ? text : (expected ?? '') + text;
          asked.push(kind === 'remove' ? store.remove(path) : store[kind](path, text));
        }
        await Promise.all(asked);
        expect(text(await store.read(path))).toBe(expected);
      }),
      { numRuns: 25 },
    );
  });

  test('shows a reader the old content or the new, never a part', async () => {
    const { store, root } = await open();
    const path = join(root, 'file');
    const contents = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await store.write(path, contents[0] ?? '');
    const writing = Promise.all(Array.from({ length: 6 }, (_, n) => store.write(path, contents[n % 2] ?? '')));
    for (let n = 0; n < 20; n += 1) expect(contents.includes(text(await store.read(path)) ?? '')).toBe(true);
    await writing;
  });
});
