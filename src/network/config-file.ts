import type { NetworkDefinition } from './definition.ts';
import { formatNetworkXml } from './format.ts';

/** The text of a persistent network's file, `NAME.xml` (virNetworkSaveConfig); `parseNetworkXml` reads it back. */
export const networkConfigFile = (definition: NetworkDefinition): string =>
  warning(definition) + formatNetworkXml(definition);

const warning = (definition: NetworkDefinition) => `<!--
WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
  virsh net-edit ${commentWord(definition)}
or other application using the libvirt API.
-->

`;

// A name that a shell would take apart, or that would end the comment, gives way to the UUID (virXMLPickShellSafeComment).
const commentWord = ({ name, uuid }: NetworkDefinition) =>
  /[\r\t\n !"#$&'()*;<>?[\\\]^`{|}~]|--/.test(name) ? uuid : name;
