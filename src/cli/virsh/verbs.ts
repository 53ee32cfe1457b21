import type { Verb } from './verb.ts';

/** A verb by its name and help line; the rest is loaded when it is used, so that `--help` starts fast. */
export interface VerbEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Verb>;
}

const networkVerbs = async () => (await import('./net-verbs.ts')).networkVerb;
const domainVerbs = async () => (await import('./domain-verbs.ts')).domainVerb;

/** virsh's commands that hooklab knows, in the order of its help, and `reload`, its own. */
export const verbs: readonly VerbEntry[] = [
  { name: 'list', summary: 'list domains', load: async () => (await import('./list.ts')).list },
  {
    name: 'define',
    summary: 'define (but not start) a domain from an XML file',
    load: async () => (await import('./define.ts')).define,
  },
  {
    name: 'create',
    summary: 'create a domain from an XML file',
    load: async () => (await import('./start.ts')).create,
  },
  {
    name: 'start',
    summary: 'start a (previously defined) inactive domain',
    load: async () => (await import('./start.ts')).start,
  },
  { name: 'shutdown', summary: 'gracefully shutdown a domain', load: async () => (await domainVerbs())('shutdown') },
  { name: 'reboot', summary: 'reboot a domain', load: async () => (await domainVerbs())('reboot') },
  { name: 'reset', summary: 'reset a domain', load: async () => (await domainVerbs())('reset') },
  { name: 'destroy', summary: 'destroy (stop) a domain', load: async () => (await domainVerbs())('destroy') },
  { name: 'suspend', summary: 'suspend a domain', load: async () => (await domainVerbs())('suspend') },
  { name: 'resume', summary: 'resume a domain', load: async () => (await domainVerbs())('resume') },
  { name: 'undefine', summary: 'undefine a domain', load: async () => (await import('./undefine.ts')).undefine },
  { name: 'autostart', summary: 'autostart a domain', load: async () => (await import('./autostart.ts')).autostart },
  {
    name: 'dump',
    summary: 'dump the core of a domain to a file for analysis',
    load: async () => (await import('./dump.ts')).dump,
  },
  {
    name: 'domrename',
    summary: 'rename a domain',
    load: async () => (await import('./domrename.ts')).domrename,
  },
  {
    name: 'qemu-attach',
    summary: 'QEMU Attach',
    load: async () => (await import('./qemu-attach.ts')).qemuAttach,
  },
  { name: 'save', summary: 'save a domain state to a file', load: async () => (await import('./save.ts')).save },
  {
    name: 'restore',
    summary: 'restore a domain from a saved state in a file',
    load: async () => (await import('./save.ts')).restore,
  },
  {
    name: 'managedsave',
    summary: 'managed save of a domain state',
    load: async () => (await import('./save.ts')).managedsave,
  },
  {
    name: 'migrate',
    summary: 'migrate domain to another host',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  {
    name: 'migrate-setspeed',
    summary: 'Set the maximum migration bandwidth',
    load: async () => (await import('./migrate-setspeed.ts')).migrateSetspeed,
  },
  {
    name: 'migrate-getspeed',
    summary: 'Get the maximum migration bandwidth',
    load: async () => (await import('./migrate-setspeed.ts')).migrateGetspeed,
  },
  {
    name: 'migrate-setmaxdowntime',
    summary: 'set maximum tolerable downtime',
    load: async () => (await import('./migrate-maxdowntime.ts')).migrateSetmaxdowntime,
  },
  {
    name: 'migrate-getmaxdowntime',
    summary: 'get maximum tolerable downtime',
    load: async () => (await import('./migrate-maxdowntime.ts')).migrateGetmaxdowntime,
  },
  {
    name: 'domjobinfo',
    summary: 'domain job information',
    load: async () => (await import('./domjobinfo.ts')).domjobinfo,
  },
  { name: 'domjobabort', summary: 'abort active domain job', load: async () => (await domainVerbs())('domjobabort') },
  { name: 'dominfo', summary: 'domain information', load: async () => (await import('./dominfo.ts')).dominfo },
  { name: 'domstate', summary: 'domain state', load: async () => (await import('./ask-verbs.ts')).domstate },
  {
    name: 'domid',
    summary: 'convert a domain name or UUID to domain id',
    load: async () => (await import('./ask-verbs.ts')).domid,
  },
  {
    name: 'domname',
    summary: 'convert a domain id or UUID to domain name',
    load: async () => (await import('./ask-verbs.ts')).domname,
  },
  {
    name: 'domuuid',
    summary: 'convert a domain name or id to domain UUID',
    load: async () => (await import('./ask-verbs.ts')).domuuid,
  },
  { name: 'dumpxml', summary: 'domain information in XML', load: async () => (await import('./ask-verbs.ts')).dumpxml },
  { name: 'event', summary: 'Domain Events', load: async () => (await import('./event.ts')).event },
  {
    name: 'net-autostart',
    summary: 'autostart a network',
    load: async () => (await import('./net-autostart.ts')).netAutostart,
  },
  {
    name: 'net-create',
    summary: 'create a network from an XML file',
    load: async () => (await import('./net-define.ts')).netCreate,
  },
  {
    name: 'net-define',
    summary: 'define an inactive persistent virtual network or modify an existing persistent one from an XML file',
    load: async () => (await import('./net-define.ts')).netDefine,
  },
  {
    name: 'net-destroy',
    summary: 'destroy (stop) a network',
    load: async () => (await networkVerbs())('net-destroy'),
  },
  {
    name: 'net-dumpxml',
    summary: 'network information in XML',
    load: async () => (await import('./net-ask-verbs.ts')).netDumpxml,
  },
  {
    name: 'net-info',
    summary: 'network information',
    load: async () => (await import('./net-ask-verbs.ts')).netInfo,
  },
  {
    name: 'net-list',
    summary: 'list networks',
    load: async () => (await import('./net-list.ts')).netList,
  },
  {
    name: 'net-name',
    summary: 'convert a network UUID to network name',
    load: async () => (await import('./net-ask-verbs.ts')).netName,
  },
  {
    name: 'net-start',
    summary: 'start a (previously defined) inactive network',
    load: async () => (await networkVerbs())('net-start'),
  },
  {
    name: 'net-undefine',
    summary: 'undefine a persistent network',
    load: async () => (await networkVerbs())('net-undefine'),
  },
  {
    name: 'net-update',
    summary: "update parts of an existing network's configuration",
    load: async () => (await import('./net-update.ts')).netUpdate,
  },
  {
    name: 'net-uuid',
    summary: 'convert a network name to network UUID',
    load: async () => (await import('./net-ask-verbs.ts')).netUuid,
  },
  {
    name: 'hostname',
    summary: 'print the hypervisor hostname',
    load: async () => (await import('./host-verbs.ts')).hostname,
  },
  {
    name: 'uri',
    summary: 'print the hypervisor canonical URI',
    load: async () => (await import('./host-verbs.ts')).uri,
  },
  { name: 'nodeinfo', summary: 'node information', load: async () => (await import('./nodeinfo.ts')).nodeinfo },
  { name: 'version', summary: 'show version', load: async () => (await import('./host-verbs.ts')).version },
  {
    name: 'reload',
    summary: 'have the host look its hooks up again',
    load: async () => (await import('./host-verbs.ts')).reload,
  },
];
