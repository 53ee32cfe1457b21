import { formatDomainXml, formatInterfaceXml, vintageOf } from '../../domain/definition/index.ts';
import { liveForm } from '../../domain/live-form.ts';
import { isActive } from '../../domain/status.ts';
import { formatNetworkXml, formatPort, hookData, hookDataIndent as indent, usageOf } from '../../network/index.ts';
import type { Profile } from '../../protocol/profiles/index.ts';
import type { Services } from '../services.ts';
import type { NetworkScene } from './scene.ts';

type Member = Profile['hookData'][number];

/** What a network hook reads on stdin: the members that the release has, as far as the operation is about them. */
export const networkHookInput = ({ profile }: Services, scene: NetworkScene): string =>
  hookData(profile.hookData.map((member) => members[member](scene, profile)));

const members: Readonly<Record<Member, (scene: NetworkScene, profile: Profile) => string>> = {
  network: ({ network }) => formatNetworkXml(network.definition, { usage: usageOf(network), indent }),
  networkport: ({ port }) => (port ? formatPort(port, indent) : ''),
  interface({ port, domain }) {
    const plugged = domain?.ports?.find(({ mac }) => mac === port?.mac);
    return domain && plugged ? formatInterfaceXml(domain.definition, plugged, indent) : '';
  },
  // How far the guest was made when older releases formatted it here is inferred from networkAllocateActualDevice.
  domain({ domain }, profile) {
    if (!domain) return '';
    const id = isActive(domain.status) ? domain.status.id : undefined;
    return formatDomainXml(domain.definition, liveForm(domain, 'prepare', id), vintageOf(profile)).replace(
      /^(?=.)/gm,
      indent,
    );
  },
};
