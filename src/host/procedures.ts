import type { CallName } from '../protocol/messages.ts';
import * as ask from './calls/ask.ts';
import * as bandwidth from './calls/bandwidth.ts';
import * as define from './calls/define.ts';
import * as devices from './calls/devices.ts';
import * as dump from './calls/dump.ts';
import * as hooklab from './calls/hooklab.ts';
import * as job from './calls/job.ts';
import * as memory from './calls/memory.ts';
import * as metadata from './calls/metadata.ts';
import * as migrate from './calls/migrate.ts';
import * as network from './calls/network.ts';
import * as networkPorts from './calls/network-ports.ts';
import * as networkXml from './calls/network-xml.ts';
import * as node from './calls/node.ts';
import * as pause from './calls/pause.ts';
import * as rename from './calls/rename.ts';
import * as reset from './calls/reset.ts';
import * as restore from './calls/restore.ts';
import * as save from './calls/save.ts';
import * as saveImage from './calls/save-image.ts';
import * as start from './calls/start.ts';
import * as stats from './calls/stats.ts';
import * as stop from './calls/stop.ts';
import * as tuning from './calls/tuning.ts';
import * as vcpus from './calls/vcpus.ts';
import type { Handler } from './context.ts';

/** Every procedure a host offers once a connection is open. ConnectOpen and event registration are the connection's own. */
export const procedures: {
  readonly [C in Exclude<CallName, 'ConnectOpen' | 'ConnectDomainEventRegisterAny'>]: Handler<C>;
} = {
  ConnectListAllDomains: ask.list,
  DomainLookup: ask.lookup,
  DomainGetXMLDesc: ask.getXml,
  DomainGetState: ask.getState,
  DomainGetInfo: ask.getInfo,
  DomainGetJobStats: ask.getJobStats,
  DomainGetStats: stats.getStats,
  DomainAttachDeviceFlags: devices.attach,
  DomainDetachDeviceFlags: devices.detach,
  DomainUpdateDeviceFlags: devices.update,
  DomainDetachDeviceAlias: devices.detachAlias,
  DomainSetMemoryFlags: memory.setMemory,
  DomainSetMemoryStatsPeriod: memory.setStatsPeriod,
  DomainGetVcpusFlags: vcpus.getVcpus,
  DomainSetVcpusFlags: vcpus.setVcpus,
  DomainSetVcpu: vcpus.setVcpu,
  DomainPinVcpuFlags: vcpus.pinVcpu,
  DomainGetVcpuPinInfo: vcpus.getVcpuPins,
  DomainPinEmulator: vcpus.pinEmulator,
  DomainGetEmulatorPinInfo: vcpus.getEmulatorPin,
  DomainGetIOThreadInfo: vcpus.getIothreads,
  DomainPinIOThread: vcpus.pinIothread,
  DomainAddIOThread: vcpus.addIothread,
  DomainDelIOThread: vcpus.removeIothread,
  DomainSetIOThreadParams: vcpus.setIothread,
  DomainGetMemoryParameters: tuning.getMemory,
  DomainSetMemoryParameters: tuning.setMemory,
  DomainGetNumaParameters: tuning.getNuma,
  DomainSetNumaParameters: tuning.setNuma,
  DomainGetBlkioParameters: tuning.getBlkio,
  DomainSetBlkioParameters: tuning.setBlkio,
  DomainGetSchedulerParametersFlags: tuning.getScheduler,
  DomainSetSchedulerParametersFlags: tuning.setScheduler,
  DomainGetPerfEvents: tuning.getPerf,
  DomainSetPerfEvents: tuning.setPerf,
  DomainGetBlockIoTune: tuning.getBlockIo,
  DomainSetBlockIoTune: tuning.setBlockIo,
  DomainSetLifecycleAction: tuning.setLifecycleAction,
  DomainGetInterfaceParameters: bandwidth.getBandwidth,
  DomainSetInterfaceParameters: bandwidth.setBandwidth,
  DomainGetMetadata: metadata.getMetadata,
  DomainSetMetadata: metadata.setMetadata,
  DomainDefineXML: define.define,
  DomainUndefineFlags: define.undefine,
  DomainSetAutostart: define.setAutostart,
  DomainCreateXML: start.create,
  DomainCreateWithFlags: start.start,
  DomainShutdown: stop.shutdown,
  DomainDestroy: stop.destroy,
  DomainSuspend: pause.suspend,
  DomainResume: pause.resume,
  DomainReset: reset.reset,
  DomainReboot: reset.reboot,
  DomainSave: save.save,
  DomainManagedSave: save.managedSave,
  DomainManagedSaveRemove: save.managedSaveRemove,
  DomainRestore: restore.restore,
  DomainSaveImageGetXMLDesc: saveImage.savedXml,
  DomainSaveImageDefineXML: saveImage.defineSaved,
  DomainManagedSaveGetXMLDesc: saveImage.managedXml,
  DomainManagedSaveDefineXML: saveImage.defineManaged,
  DomainCoreDump: dump.coreDump,
  DomainRename: rename.rename,
  DomainQemuAttach: node.attach,
  NodeGetInfo: node.getInfo,
  DomainAbortJob: job.abortJob,
  DomainMigrateStartPostCopy: job.startPostcopy,
  DomainMigrateSetMaxSpeed: job.setMaxSpeed,
  DomainMigrateGetMaxSpeed: job.getMaxSpeed,
  DomainMigrateSetMaxDowntime: job.setMaxDowntime,
  DomainMigrateGetMaxDowntime: job.getMaxDowntime,
  DomainMigrateSetCompressionCache: job.setCompressionCache,
  DomainMigrateGetCompressionCache: job.getCompressionCache,
  DomainMigrateBegin3Params: migrate.begin,
  DomainMigratePrepare3Params: migrate.prepare,
  DomainMigratePerform3Params: migrate.perform,
  DomainMigrateFinish3Params: migrate.finish,
  DomainMigrateConfirm3Params: migrate.confirm,
  ConnectListAllNetworks: network.list,
  NetworkLookup: network.lookup,
  NetworkGetInfo: network.getInfo,
  NetworkGetXMLDesc: networkXml.getXml,
  NetworkDefineXML: networkXml.define,
  NetworkCreateXML: networkXml.create,
  NetworkUpdate: networkXml.update,
  NetworkCreate: network.start,
  NetworkDestroy: network.destroy,
  NetworkUndefine: network.undefine,
  NetworkSetAutostart: network.setAutostart,
  NetworkPortCreateXML: networkPorts.create,
  NetworkPortDelete: networkPorts.remove,
  HooklabReload: hooklab.reload,
  HooklabJournal: hooklab.readJournal,
};
