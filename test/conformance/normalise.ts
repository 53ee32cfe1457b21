/**
 * What differs from run to run, and what is put in its place on both sides before a comparison. Applied in order. The
 * paths of a replay become libvirt's own before that (places.ts), and random parts of hook input what the recorder made
 * of them (stdinRules).
 */
type Rule = readonly [what: string, pattern: RegExp, instead: string];

export const textRules: readonly Rule[] = [
  ['times of a query', /\bms=\d+/g, 'ms=N'],
  ["QEMU's own timestamps", /\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  ['what QEMU said before it ended', /(qemu unexpectedly closed the monitor): [\s\S]*$/g, '$1: WORDS'],
  ['threads', /(owned by \(0 <null>, 0 <null>, )\d+/g, '$1N'],
  ['how long a job has lasted', /for \(\d+s, \d+s, \d+s\)/g, 'for (Ns, Ns, Ns)'],
  ["the machine's resolver", /(?:Temporary failure in name resolution|Name or service not known)/g, 'NOT RESOLVED'],
  ['job statistics', /^(Time elapsed|Data |Memory |Normal |Constant|Iteration|Expected|Setup|Dirty)[^\n]*$/gm, '$1 N'],
  ['processor time', /^CPU time: [^\n]*\n/gm, ''],
  ["the client library's own log", /^\d{4}-\d\d-\d\d [\d:.]+\+0000: \d+: (?:info|warning) : [^\n]*\n?/gm, ''],
  ['where a guest waits', /'(?:host[ab]|127\.0\.0\.1):\d+'(?=: Connection refused)/g, "'HOST:PORT'"],
  ['progress', /(?:\n?(\w+): \[ *\d+(?:\.\d+)? %\])+/g, '\n$1: [N %]'],
  ['network ports', /portid='[0-9a-f-]{36}'/g, "portid='PORT'"],
  ['network ports', /(Network port with UUID )[0-9a-f-]{36}/g, '$1PORT'],
  ['process ids in /proc', /\/proc\/\d+\//g, '/proc/PID/'],
  ['process ids of an init', /NS inode for \d+/g, 'NS inode for PID'],
  ['the end of an event watcher', /\nevents received: \d+$/g, ''],
];

/** As the recorder did. */
export const stdinRules: readonly Rule[] = [
  ['network ports', /(<networkport>\s*<uuid>)[0-9a-f-]{36}/g, '$177777777-7777-4777-8777-777777777777'],
  ['network ports', /portid='[0-9a-f-]{36}'/g, "portid='77777777-7777-4777-8777-777777777777'"],
  ['sockets of channels', /path='[^']*(\/qemu\/channel\/target\/)/g, "path='/var/lib/libvirt$1"],
  ['pseudo terminals', /\/dev\/pts\/\d+/g, '/dev/pts/0'],
  ["a container's id", /<domain type='lxc' id='\d+'/g, "<domain type='lxc' id='1'"],
];

const apply = (rules: readonly Rule[], text: string) =>
  rules.reduce((result, [, pattern, instead]) => result.replace(pattern, instead), text);

export const normalText = (text: string): string => apply(textRules, text);
export const normalStdin = (text: string): string => apply(stdinRules, text);
