import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/clock/index.ts';
import { createScriptRunner } from '../src/hooks/index.ts';
import { beside, median, type Row } from './row.ts';

/** Calls in one turn; medians of turns are compared. */
const calls = 20;
const input = 'x'.repeat(4096);

const scripts = {
  sh: { text: '#!/bin/sh\nexit 0\n', interpreter: '/bin/sh', most: 2.5 },
  python: { text: '#!/usr/bin/python3 -IS\n', interpreter: '/usr/bin/python3', most: 1.2 },
} as const;

/** One hook call beside the same call made in C, in turn. Needs a C compiler; without one there is no row. */
export async function hookCallRows(turns: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-bench-'));
  try {
    const program = compile(folder);
    if (!program) return [];
    const names = (Object.keys(scripts) as (keyof typeof scripts)[]).filter((name) =>
      existsSync(scripts[name].interpreter),
    );
    const rows: Row[] = [];
    for (const name of names) rows.push(await row(name, folder, program, turns));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The source stands beside this file's source. */
function compile(folder: string): string | undefined {
  const source = ['hook-call.c', '../../hook-call.c'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const program = join(folder, 'hook-call');
  const { status } = spawnSync('cc', ['-O2', '-o', program, source.find(existsSync) ?? ''], { stdio: 'ignore' });
  return status === 0 ? program : undefined;
}

async function row(name: keyof typeof scripts, folder: string, program: string, turns: number): Promise<Row> {
  const { text, most } = scripts[name];
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  const runner = createScriptRunner({ clock: systemClock });
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < turns * 3; turn++) {
    theirs.push(Number(execFileSync(program, [String(calls), path], { encoding: 'utf8' })));
    ours.push(await medianOf(() => runner.run(requestOf(path))));
  }
  runner.dispose();
  return {
    what: `one call of a hook that is a ${name} script`,
    value: median(ours),
    unit: 'ms',
    beside: beside('posix_spawn in C', ours, theirs),
    goal: { of: 'ratio', most },
  };
}

const requestOf = (path: string) => ({
  argv: [path, 'bench', 'start', 'begin', '-'],
  input,
  environment: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
});

async function medianOf(call: () => Promise<{ readonly durationMs: number }>): Promise<number> {
  const taken: number[] = [];
  for (let turn = 0; turn < calls; turn++) taken.push((await call()).durationMs);
  return median(taken);
}
