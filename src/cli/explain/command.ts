import { Command } from 'commander';
import { LibvirtError } from '../../protocol/errors.ts';
import { newestRelease, profileFor } from '../../protocol/profiles/index.ts';
import type { ScoreFlag } from '../../protocol/score.ts';
import { type GuestDriver, guestDrivers } from '../../protocol/vocabulary.ts';
import type { OwnCommand } from '../own-command.ts';
import { explainDiff } from './diff.ts';
import { type ExplainOptions, explain, explainAsData } from './explain.ts';
import { releaseChanges, releasesText } from './releases.ts';
import { explainTopics } from './topics.ts';

/** `hooklab explain [--libvirt V] [migrate·start·…] [--mermaid]`. */
export const explainCommand: OwnCommand = {
  create: () =>
    new Command('explain')
      .description('the order in which libvirt does things, generated from its score')
      .argument('[operation...]', `one of ${explainTopics.join(', ')}; migrate unless given`)
      .option('--libvirt <version>', 'libvirt release to behave like', newestRelease)
      .option('--driver <driver>', `one of ${guestDrivers.join(', ')}`, 'qemu')
      .option('--p2p', 'migrate: the source host conducts')
      .option('--offline', 'migrate: only the definition moves')
      .option('--persistent', 'migrate: the destination keeps the definition')
      .option('--undefinesource', 'migrate: the source forgets it')
      .option('--postcopy', 'migrate: the guest may be switched to post-copy')
      .option('--suspend', 'migrate: the guest stands still afterwards')
      .option('--paused', 'start, restore: the guest stands still afterwards')
      .option('--mermaid', 'a Mermaid sequence diagram instead of sentences')
      .option('--releases', 'every release that changed something for a hook author, with its source')
      .option('--diff <releases...>', 'what changed for a hook author between two releases'),
  async run({ args, options, globals, world }) {
    if (options.releases) world.out(globals.json ? `${JSON.stringify(releaseChanges())}\n` : releasesText());
    else if (options.diff !== undefined) world.out(diff(options.diff as readonly string[]));
    else world.out((globals.json ? explainAsData : explain)(optionsOf(args, options)));
    return 0;
  },
};

function diff(releases: readonly string[]): string {
  const [from, to, ...more] = releases;
  if (from === undefined || to === undefined || more.length > 0)
    throw new LibvirtError('invalid argument', '--diff wants two releases, for instance --diff 0.8.2 11.3.0');
  return explainDiff(profileFor(from), profileFor(to));
}

function optionsOf(args: readonly string[], options: Readonly<Record<string, unknown>>): ExplainOptions {
  const { p2p, offline, mermaid, driver } = options;
  const how = p2p ? ' --p2p' : offline ? ' --offline' : '';
  if (p2p && offline) throw new LibvirtError('invalid argument', 'Options --p2p and --offline are mutually exclusive');
  return {
    profile: profileFor(String(options.libvirt)),
    what: `${args.join(' ') || 'migrate'}${how}`,
    mermaid: mermaid === true,
    driver: driverOf(String(driver)),
    flags: flagsOf(options),
  };
}

function driverOf(word: string): GuestDriver {
  const driver = guestDrivers.find((known) => known === word);
  if (!driver)
    throw new LibvirtError(
      'invalid argument',
      `'${word}' is no driver with guests: give one of ${guestDrivers.join(', ')}`,
    );
  return driver;
}

function flagsOf(options: Readonly<Record<string, unknown>>): readonly ScoreFlag[] {
  const asked = (['persistent', 'undefinesource', 'postcopy'] as const).filter((flag) => options[flag]);
  return ['live', ...asked, ...(options.suspend || options.paused ? (['paused'] as const) : [])];
}
