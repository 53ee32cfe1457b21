import type { Group } from './groups.ts';
import type { AnyVerb } from './verb.ts';

/** A verb by its name and help line; the rest is loaded when it is used, so that `--help` starts fast. */
export interface VerbEntry {
  readonly name: string;
  readonly group: Group;
  readonly summary: string;
  readonly load: () => Promise<AnyVerb>;
}

const networkVerbs = async () => (await import('./net-verbs.ts')).networkVerb;
const domainVerbs = async () => (await import('./domain-verbs.ts')).domainVerb;

/** virsh's commands that hooklab knows, in the order of its help, and `reload`, its own. */
export const verbs: readonly VerbEntry[] = [
  {
    name: 'autostart',
    group: 'domain',
    summary: 'autostart a domain',
    load: async () => (await import('./autostart.ts')).autostart,
  },
  {
    name: 'create',
    group: 'domain',
    summary: 'create a domain from an XML file',
    load: async () => (await import('./start.ts')).create,
  },
  {
    name: 'define',
    group: 'domain',
    summary: "define (but don't start) a domain from an XML file",
    load: async () => (await import('./define.ts')).define,
  },
  {
    name: 'desc',
    group: 'domain',
    summary: "show or set domain's description or title",
    load: async () => (await import('./desc.ts')).desc,
  },
  {
    name: 'destroy',
    group: 'domain',
    summary: 'destroy (stop) a domain',
    load: async () => (await domainVerbs())('destroy'),
  },
  {
    name: 'domid',
    group: 'domain',
    summary: 'convert a domain name or UUID to domain id',
    load: async () => (await import('./ask-verbs.ts')).domid,
  },
  {
    name: 'domjobabort',
    group: 'domain',
    summary: 'abort active domain job',
    load: async () => (await domainVerbs())('domjobabort'),
  },
  {
    name: 'domjobinfo',
    group: 'domain',
    summary: 'domain job information',
    load: async () => (await import('./domjobinfo.ts')).domjobinfo,
  },
  {
    name: 'domname',
    group: 'domain',
    summary: 'convert a domain id or UUID to domain name',
    load: async () => (await import('./ask-verbs.ts')).domname,
  },
  {
    name: 'domrename',
    group: 'domain',
    summary: 'rename a domain',
    load: async () => (await import('./domrename.ts')).domrename,
  },
  {
    name: 'domuuid',
    group: 'domain',
    summary: 'convert a domain name or id to domain UUID',
    load: async () => (await import('./ask-verbs.ts')).domuuid,
  },
  {
    name: 'domxml-from-native',
    group: 'domain',
    summary: 'Convert native config to domain XML',
    load: async () => (await import('./native.ts')).fromNative,
  },
  {
    name: 'domxml-to-native',
    group: 'domain',
    summary: 'Convert domain XML to native config',
    load: async () => (await import('./native.ts')).toNative,
  },
  {
    name: 'dump',
    group: 'domain',
    summary: 'dump the core of a domain to a file for analysis',
    load: async () => (await import('./dump.ts')).dump,
  },
  {
    name: 'dumpxml',
    group: 'domain',
    summary: 'domain information in XML',
    load: async () => (await import('./ask-verbs.ts')).dumpxml,
  },
  {
    name: 'managedsave',
    group: 'domain',
    summary: 'managed save of a domain state',
    load: async () => (await import('./save.ts')).managedsave,
  },
  {
    name: 'managedsave-dumpxml',
    group: 'domain',
    summary: 'Domain information of managed save state file in XML',
    load: async () => (await import('./save.ts')).managedsaveDumpxml,
  },
  {
    name: 'managedsave-remove',
    group: 'domain',
    summary: 'Remove managed save of a domain',
    load: async () => (await import('./save.ts')).managedsaveRemove,
  },
  {
    name: 'migrate',
    group: 'domain',
    summary: 'migrate domain to another host',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  {
    name: 'migrate-compcache',
    group: 'domain',
    summary: 'get/set compression cache size',
    load: async () => (await import('./migrate-compcache.ts')).migrateCompcache,
  },
  {
    name: 'migrate-postcopy',
    group: 'domain',
    summary: 'Switch running migration from pre-copy to post-copy',
    load: async () => (await import('./migrate-postcopy.ts')).migratePostcopy,
  },
  {
    name: 'migrate-setmaxdowntime',
    group: 'domain',
    summary: 'set maximum tolerable downtime',
    load: async () => (await import('./migrate-maxdowntime.ts')).migrateSetmaxdowntime,
  },
  {
    name: 'migrate-getmaxdowntime',
    group: 'domain',
    summary: 'get maximum tolerable downtime',
    load: async () => (await import('./migrate-maxdowntime.ts')).migrateGetmaxdowntime,
  },
  {
    name: 'migrate-setspeed',
    group: 'domain',
    summary: 'Set the maximum migration bandwidth',
    load: async () => (await import('./migrate-setspeed.ts')).migrateSetspeed,
  },
  {
    name: 'migrate-getspeed',
    group: 'domain',
    summary: 'Get the maximum migration bandwidth',
    load: async () => (await import('./migrate-setspeed.ts')).migrateGetspeed,
  },
  {
    name: 'qemu-attach',
    group: 'domain',
    summary: 'QEMU Attach',
    load: async () => (await import('./qemu-attach.ts')).qemuAttach,
  },
  { name: 'reboot', group: 'domain', summary: 'reboot a domain', load: async () => (await domainVerbs())('reboot') },
  { name: 'reset', group: 'domain', summary: 'reset a domain', load: async () => (await domainVerbs())('reset') },
  {
    name: 'restore',
    group: 'domain',
    summary: 'restore a domain from a saved state in a file',
    load: async () => (await import('./save.ts')).restore,
  },
  { name: 'resume', group: 'domain', summary: 'resume a domain', load: async () => (await domainVerbs())('resume') },
  {
    name: 'save',
    group: 'domain',
    summary: 'save a domain state to a file',
    load: async () => (await import('./save.ts')).save,
  },
  {
    name: 'save-image-dumpxml',
    group: 'domain',
    summary: 'saved state domain information in XML',
    load: async () => (await import('./save.ts')).saveImageDumpxml,
  },
  {
    name: 'shutdown',
    group: 'domain',
    summary: 'gracefully shutdown a domain',
    load: async () => (await domainVerbs())('shutdown'),
  },
  {
    name: 'start',
    group: 'domain',
    summary: 'start a (previously defined) inactive domain',
    load: async () => (await import('./start.ts')).start,
  },
  { name: 'suspend', group: 'domain', summary: 'suspend a domain', load: async () => (await domainVerbs())('suspend') },
  {
    name: 'undefine',
    group: 'domain',
    summary: 'undefine a domain',
    load: async () => (await import('./undefine.ts')).undefine,
  },
  {
    name: 'domblklist',
    group: 'monitor',
    summary: 'list all domain blocks',
    load: async () => (await import('./devices.ts')).domblklist,
  },
  {
    name: 'domiflist',
    group: 'monitor',
    summary: 'list all domain virtual interfaces',
    load: async () => (await import('./devices.ts')).domiflist,
  },
  {
    name: 'dominfo',
    group: 'monitor',
    summary: 'domain information',
    load: async () => (await import('./dominfo.ts')).dominfo,
  },
  {
    name: 'domstate',
    group: 'monitor',
    summary: 'domain state',
    load: async () => (await import('./ask-verbs.ts')).domstate,
  },
  {
    name: 'domstats',
    group: 'monitor',
    summary: 'get statistics about one or multiple domains',
    load: async () => (await import('./domstats.ts')).domstats,
  },
  { name: 'list', group: 'monitor', summary: 'list domains', load: async () => (await import('./list.ts')).list },
  { name: 'event', group: 'events', summary: 'Domain Events', load: async () => (await import('./event.ts')).event },
  {
    name: 'capabilities',
    group: 'host',
    summary: 'capabilities',
    load: async () => (await import('./capabilities.ts')).capabilities,
  },
  {
    name: 'hostname',
    group: 'host',
    summary: 'print the hypervisor hostname',
    load: async () => (await import('./host-verbs.ts')).hostname,
  },
  {
    name: 'nodeinfo',
    group: 'host',
    summary: 'node information',
    load: async () => (await import('./nodeinfo.ts')).nodeinfo,
  },
  {
    name: 'uri',
    group: 'host',
    summary: 'print the hypervisor canonical URI',
    load: async () => (await import('./host-verbs.ts')).uri,
  },
  {
    name: 'version',
    group: 'host',
    summary: 'show version',
    load: async () => (await import('./host-verbs.ts')).version,
  },
  {
    name: 'net-autostart',
    group: 'network',
    summary: 'autostart a network',
    load: async () => (await import('./net-autostart.ts')).netAutostart,
  },
  {
    name: 'net-create',
    group: 'network',
    summary: 'create a network from an XML file',
    load: async () => (await import('./net-define.ts')).netCreate,
  },
  {
    name: 'net-define',
    group: 'network',
    summary: 'define an inactive persistent virtual network or modify an existing persistent one from an XML file',
    load: async () => (await import('./net-define.ts')).netDefine,
  },
  {
    name: 'net-destroy',
    group: 'network',
    summary: 'destroy (stop) a network',
    load: async () => (await networkVerbs())('net-destroy'),
  },
  {
    name: 'net-dumpxml',
    group: 'network',
    summary: 'network information in XML',
    load: async () => (await import('./net-ask-verbs.ts')).netDumpxml,
  },
  {
    name: 'net-info',
    group: 'network',
    summary: 'network information',
    load: async () => (await import('./net-ask-verbs.ts')).netInfo,
  },
  {
    name: 'net-list',
    group: 'network',
    summary: 'list networks',
    load: async () => (await import('./net-list.ts')).netList,
  },
  {
    name: 'net-name',
    group: 'network',
    summary: 'convert a network UUID to network name',
    load: async () => (await import('./net-ask-verbs.ts')).netName,
  },
  {
    name: 'net-start',
    group: 'network',
    summary: 'start a (previously defined) inactive network',
    load: async () => (await networkVerbs())('net-start'),
  },
  {
    name: 'net-undefine',
    group: 'network',
    summary: 'undefine a persistent network',
    load: async () => (await networkVerbs())('net-undefine'),
  },
  {
    name: 'net-update',
    group: 'network',
    summary: "update parts of an existing network's configuration",
    load: async () => (await import('./net-update.ts')).netUpdate,
  },
  {
    name: 'net-uuid',
    group: 'network',
    summary: 'convert a network name to network UUID',
    load: async () => (await import('./net-ask-verbs.ts')).netUuid,
  },
  {
    name: 'cd',
    group: 'virsh',
    summary: 'change the current directory',
    load: async () => (await import('./terminal-verbs.ts')).cd,
  },
  {
    name: 'echo',
    group: 'virsh',
    summary: 'echo arguments. Used for internal testing.',
    load: async () => (await import('./echo.ts')).echo,
  },
  {
    name: 'exit',
    group: 'virsh',
    summary: 'quit this interactive terminal',
    load: async () => (await import('./terminal-verbs.ts')).exit,
  },
  { name: 'help', group: 'virsh', summary: 'print help', load: async () => (await import('./help-verb.ts')).help },
  {
    name: 'pwd',
    group: 'virsh',
    summary: 'print the current directory',
    load: async () => (await import('./terminal-verbs.ts')).pwd,
  },
  {
    name: 'quit',
    group: 'virsh',
    summary: 'quit this interactive terminal',
    load: async () => (await import('./terminal-verbs.ts')).quit,
  },
  {
    name: 'connect',
    group: 'virsh',
    summary: '(re)connect to hypervisor',
    load: async () => (await import('./terminal-verbs.ts')).connect,
  },
  {
    name: 'reload',
    group: 'hooklab',
    summary: 'have the host look its hooks up again',
    load: async () => (await import('./host-verbs.ts')).reload,
  },
];
