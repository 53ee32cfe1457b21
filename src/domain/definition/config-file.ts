import type { Definition } from './definition.ts';
import { formatDomainXml } from './format.ts';
import type { XmlVintage } from './vintage.ts';

/** The text of a persistent domain's file, `NAME.xml` (virDomainDefSave); `parseDomainXml` reads it back. */
export const configFile = (definition: Definition, vintage?: XmlVintage): string =>
  warning(definition) + formatDomainXml(definition, { kind: 'inactive', secure: true }, vintage);

const warning = (definition: Definition) => `<!--
WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
  virsh edit ${commentWord(definition)}
or other application using the libvirt API.
-->

`;

// A name that a shell would take apart, or that would end the comment, gives way to the UUID (virXMLPickShellSafeComment).
const commentWord = ({ name, uuid }: Definition) => (/[\r\t\n !"#$&'()*;<>?[\\\]^`{|}~]|--/.test(name) ? uuid : name);
