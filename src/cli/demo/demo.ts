import { styleText } from 'node:util';
import { profileFor } from '../../protocol/profiles/index.ts';
import { connectPair } from '../play/session-pair.ts';
import { startTwoHosts } from '../play/two-hosts.ts';
import { renderTimeline } from '../timeline/index.ts';
import { examples, type PlayedScene, playScene } from './play-scene.ts';
import { demoScenes, type Scene, scenesOf } from './scenes.ts';

export interface DemoOptions {
  /** Hosts that run already; without them the demo starts its own, two for each release it shows. */
  readonly source?: string;
  readonly destination?: string;
  readonly token?: string | undefined;
  /** Only the three scenes, under this release. */
  readonly libvirt?: string;
  readonly json: boolean;
  readonly color: boolean;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
}

/** Plays the scenes and prints their timelines. Resolves with the exit code: 0 only if each went as documented. */
export async function demo(options: DemoOptions): Promise<number> {
  const played: PlayedScene[] = [];
  const show = (scene: PlayedScene, number: number) => {
    played.push(scene);
    options.print(options.json ? asJson(scene) : asText(scene, number, options.color));
  };
  if (options.source && options.destination) await onGivenHosts(options, options.source, options.destination, show);
  else await onOwnHosts(options, show);
  if (options.signal.aborted) return 130;
  const good = played.filter(({ complaints }) => complaints.length === 0).length;
  if (!options.json) options.print(`${good} of ${played.length} scenes went as documented.\n`);
  return good === played.length ? 0 : 1;
}

type Show = (scene: PlayedScene, number: number) => void;

async function onGivenHosts(options: DemoOptions, source: string, destination: string, show: Show): Promise<void> {
  const pair = await connectPair(source, destination, options.token);
  try {
    await playAll(scenesOf(pair.source.libvirt), pair, 1, options.signal, show);
  } finally {
    await pair.close();
  }
}

/** One pair of hosts for each release: a daemon has one version. */
async function onOwnHosts({ libvirt, signal }: DemoOptions, show: Show): Promise<void> {
  const scenes = libvirt ? scenesOf(profileFor(libvirt).release) : demoScenes;
  const releases = [...new Set(scenes.map((scene) => scene.libvirt))];
  for (const release of releases) {
    if (signal.aborted) return;
    const hooks = (side: string) => `${examples}/hooks/${side}`;
    const hosts = await startTwoHosts({
      libvirt: release,
      sourceHooks: hooks('source'),
      destinationHooks: hooks('destination'),
      signal,
    });
    const pair = await connectPair(hosts.source.url, hosts.destination.url);
    try {
      const mine = scenes.filter((scene) => scene.libvirt === release);
      await playAll(mine, pair, scenes.indexOf(mine[0] as Scene) + 1, signal, show);
    } finally {
      await pair.close();
      await hosts.stop();
    }
  }
}

async function playAll(
  scenes: readonly Scene[],
  pair: Parameters<typeof playScene>[1],
  first: number,
  signal: AbortSignal,
  show: Show,
) {
  for (const [i, scene] of scenes.entries()) {
    if (signal.aborted) return;
    show(await playScene(scene, pair, signal), first + i);
  }
}

function asText({ scene, entries, audit, error, complaints }: PlayedScene, number: number, color: boolean): string {
  const title = `Scene ${number}, libvirt ${scene.libvirt}: ${scene.title}`;
  const verdict =
    complaints.length === 0
      ? paint(color, 'green', 'As documented: the journals of both hosts are what the score allows.')
      : paint(color, 'red', complaints.map((text) => `Not as documented: ${text}`).join('\n'));
  const client = error ? `The client sees:\n  error: ${error.message.trimEnd()}\n` : '';
  return `${renderTimeline(entries, { title, color, source: 'source', destination: 'destination', audit })}${client}${verdict}\n\n`;
}

const paint = (color: boolean, style: 'green' | 'red', text: string) => (color ? styleText(style, text) : text);

const asJson = ({ scene, entries, audit, error, complaints }: PlayedScene) =>
  [
    ...entries.map((entry) => ({ scene: scene.title, ...entry })),
    { scene: scene.title, outcome: audit.outcome, error, complaints },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
