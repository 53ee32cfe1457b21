import type { Random } from '../clock/random.ts';
import type { NetworkDefinition } from './definition.ts';
import { formatNetworkXml } from './format.ts';
import { type Network, usageOf } from './network.ts';
import { parseNetworkXml } from './parse.ts';

/** What a new daemon must know of an active network: libvirt's `<networkstatus>`, as far as hooklab's have it. */
export function networkStatusFile(network: Network): string {
  const taint = network.tainted ? "  <taint flag='hook-script'/>\n" : '';
  const definition = formatNetworkXml(network.definition, { usage: usageOf(network), indent: '  ' });
  return `<networkstatus>\n  <class_id bitmap='0-2'/>\n  <floor sum='0'/>\n${taint}${definition}</networkstatus>\n`;
}

/** A status file read back; undefined for text that is none. @throws LibvirtError for a network that makes no sense. */
export function readNetworkStatus(
  text: string,
  random: Random,
): { readonly definition: NetworkDefinition; readonly tainted: boolean } | undefined {
  const start = text.indexOf('  <network');
  const end = text.lastIndexOf('</network>');
  if (!text.startsWith('<networkstatus>') || start < 0 || end < start) return undefined;
  const definition = parseNetworkXml(text.slice(start, end + '</network>'.length).trimStart(), { random });
  return { definition, tainted: /<taint flag='hook-script'\/>/.test(text.slice(0, start)) };
}
