import type { AnyVerb, VerbOption } from './verb.ts';

/** A verb's help in virsh's layout (vshCmddefHelp; recording 2o-attach). */
export function helpText({ name, summary, description, options }: AnyVerb): string {
  const synopsis = [name, ...options.map(inSynopsis)].join(' ');
  const about = description ? `\n  DESCRIPTION\n    ${description}\n` : '';
  const listed = options.length > 0 ? `\n  OPTIONS\n${options.map(inList).join('')}` : '';
  return `  NAME\n    ${name} - ${summary}\n\n  SYNOPSIS\n    ${synopsis}\n${about}${listed}\n`;
}

function inSynopsis({ name, kind, required, named }: VerbOption): string {
  if (kind === 'data' || required) return `<${name}>`;
  if (kind === 'flag') return `[--${name}]`;
  if (kind === 'words') return named ? `[[--${name}] <string>]...` : `[<${name}>]...`;
  return `[--${name} <${kind}>]`;
}

function inList(option: VerbOption): string {
  return `    ${inListing(option).padEnd(15)}  ${option.help}\n`;
}

function inListing({ name, kind, required, named }: VerbOption): string {
  if (kind === 'flag') return `--${name}`;
  if (kind === 'words') return named ? `[--${name}] <string>` : `<${name}>`;
  if (kind === 'data') return `[--${name}] <string>`;
  return required ? `[--${name}] <${kind}>` : `--${name} <${kind}>`;
}
