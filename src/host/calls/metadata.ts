import {
  type Definition,
  metadataXml,
  withMetadataElement,
  withoutMetadataElement,
  withText,
} from '../../domain/definition/index.ts';
import { isActive } from '../../domain/status.ts';
import { locked, modifying, tell } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { ParamsOf } from '../../protocol/messages.ts';
import { affected } from '../affected.ts';
import { domainFor, type Handler } from '../context.ts';

/** A domain's title, description, or an element of its metadata. */
export const getMetadata: Handler<'DomainGetMetadata'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    const { config } = affected(domain, params);
    const metadata = textOf(config ? (domain.persistent ?? domain.definition) : domain.definition, params);
    if (metadata !== undefined) return { metadata };
    throw new LibvirtError('no domain metadata', 'Requested metadata element is not present', 'domain config');
  });
};

const textOf = (definition: Definition, { type, uri = '' }: ParamsOf<'DomainGetMetadata'>): string | undefined =>
  type === 'element' ? metadataXml(definition, uri) : definition[type];

export const setMetadata: Handler<'DomainSetMetadata'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, async () => {
    const { live, config } = affected(domain, params);
    const change = (definition: Definition) => changed(definition, params);
    if (live) domain.definition = change(domain.definition);
    if (config && domain.persistent) domain.persistent = change(domain.persistent);
    if (config && !isActive(domain.status) && domain.persistent) domain.definition = domain.persistent;
    if (config) await services.keeper.config(domain);
    if (live) await services.keeper.status(domain);
    tell(services, domain, {
      event: 'metadata-change',
      type: params.type,
      ...(params.type === 'element' && { uri: params.uri ?? '' }),
    });
    return {};
  });
};

function changed(definition: Definition, params: ParamsOf<'DomainSetMetadata'>): Definition {
  const { type, metadata, key = '', uri = '' } = params;
  if (type !== 'element') return withText(definition, type, metadata ?? '');
  if (metadata === undefined) return withoutMetadataElement(definition, uri);
  return withMetadataElement(definition, { uri, key, xml: metadata });
}
