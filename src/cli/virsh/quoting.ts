import { profileFor } from '../../protocol/profiles/index.ts';

/** How virsh of the host's release writes a domain's name: `'g'`, or plain `g` before names were quoted (facts B5). */
export const quoted = ({ libvirt }: { readonly libvirt: string }, name: string): string =>
  profileFor(libvirt).quotesNames ? `'${name}'` : name;
