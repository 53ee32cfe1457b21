/** The order libvirt writes an element's attributes and child elements in; what is not named follows, as it was written. */
export interface Layout {
  readonly attributes?: readonly string[];
  readonly children?: readonly string[];
}

/** What every device ends with (virDomainDeviceInfoFormat). */
const deviceInfo = ['boot', 'alias', 'master', 'rom', 'acpi', 'address'] as const;
/** Options of virtio devices (virDomainVirtioOptionsFormat). */
const virtio = ['iommu', 'ats', 'packed', 'page_per_vq'] as const;
/** A character device's parts (virDomainChrDefFormat). */
const characterDevice: Layout = {
  attributes: ['bus', 'type', 'tty'],
  children: ['source', 'protocol', 'log', 'target', ...deviceInfo],
};
const pciHostDevice = ['vendor', 'product', 'address'];

/**
 * Order by element, from the formatters of libvirt's domain_conf.c, cpu_conf.c and numa_conf.c (9.0.0, and what later
 * releases added). The key is the element's name, or its parent's and its own where the name alone is not enough.
 */
export const layouts: Readonly<Record<string, Layout>> = {
  domain: {
    attributes: ['type', 'id'],
    children: [
      ...['name', 'uuid', 'hwuuid', 'genid', 'title', 'description', 'metadata', 'maxMemory', 'memory', 'currentMemory'],
      ...['blkiotune', 'memtune', 'memoryBacking', 'vcpu', 'vcpus', 'iothreads', 'iothreadids', 'defaultiothread'],
      ...['throttlegroups', 'cputune', 'numatune', 'resource', 'sysinfo', 'bootloader', 'bootloader_args', 'os', 'idmap'],
      ...['features', 'cpu', 'clock', 'on_poweroff', 'on_reboot', 'on_crash', 'on_lockfailure', 'pm', 'perf', 'devices'],
      ...['seclabel', 'keywrap', 'launchSecurity'],
    ],
  },
  os: {
    children: [
      ...['type', 'firmware', 'init', 'initarg', 'initenv', 'initdir', 'inituser', 'initgroup', 'loader', 'nvram', 'kernel'],
      ...['initrd', 'cmdline', 'shim', 'dtb', 'root', 'acpi', 'boot', 'bootmenu', 'bios', 'smbios'],
    ],
  },
  'os/type': { attributes: ['arch', 'machine'] },
  'os/loader': { attributes: ['readonly', 'secure', 'type', 'stateless', 'format'] },
  'os/nvram': { attributes: ['type', 'template', 'templateFormat', 'format'] },
  'os/bootmenu': { attributes: ['enable', 'timeout'] },
  'os/bios': { attributes: ['useserial', 'rebootTimeout'] },
  'firmware/feature': { attributes: ['enabled', 'name'] },
  maxMemory: { attributes: ['slots', 'unit'] },
  'domain/memory': { attributes: ['dumpCore', 'unit'] },
  'domain/vcpu': { attributes: ['placement', 'cpuset', 'current'] },
  'vcpus/vcpu': { attributes: ['id', 'enabled', 'hotpluggable', 'order'] },
  iothread: { attributes: ['id', 'thread_pool_min', 'thread_pool_max'], children: ['poll'] },
  blkiotune: { children: ['weight', 'device'] },
  'blkiotune/device': {
    children: ['path', 'weight', 'read_iops_sec', 'write_iops_sec', 'read_bytes_sec', 'write_bytes_sec'],
  },
  memtune: { children: ['hard_limit', 'soft_limit', 'min_guarantee', 'swap_hard_limit'] },
  memoryBacking: { children: ['hugepages', 'nosharepages', 'locked', 'source', 'access', 'allocation', 'discard'] },
  'hugepages/page': { attributes: ['size', 'unit', 'nodeset'] },
  'memoryBacking/allocation': { attributes: ['mode', 'threads'] },
  cputune: {
    children: [
      ...['shares', 'period', 'quota', 'global_period', 'global_quota', 'emulator_period', 'emulator_quota'],
      ...['iothread_period', 'iothread_quota', 'vcpupin', 'emulatorpin', 'iothreadpin', 'emulatorsched', 'vcpusched'],
      ...['iothreadsched', 'cachetune', 'memorytune'],
    ],
  },
  vcpupin: { attributes: ['vcpu', 'cpuset'] },
  iothreadpin: { attributes: ['iothread', 'cpuset'] },
  vcpusched: { attributes: ['vcpus', 'scheduler', 'priority'] },
  iothreadsched: { attributes: ['iothreads', 'scheduler', 'priority'] },
  emulatorsched: { attributes: ['scheduler', 'priority'] },
  'cachetune/cache': { attributes: ['id', 'level', 'type', 'size', 'unit'] },
  'cachetune/monitor': { attributes: ['level', 'vcpus'] },
  numatune: { children: ['memory', 'memnode'] },
  'numatune/memory': { attributes: ['mode', 'nodeset', 'placement'] },
  'numatune/memnode': { attributes: ['cellid', 'mode', 'nodeset'] },
  resource: { children: ['partition', 'fibrechannel'] },
  sysinfo: { attributes: ['type'], children: ['bios', 'system', 'baseBoard', 'chassis', 'oemStrings'] },
  'sysinfo/entry': { attributes: ['name', 'file'] },
  idmap: { children: ['uid', 'gid'] },
  'idmap/uid': { attributes: ['start', 'target', 'count'] },
  'idmap/gid': { attributes: ['start', 'target', 'count'] },
  features: {
    children: [
      ...['acpi', 'apic', 'pae', 'hap', 'viridian', 'privnet', 'hyperv', 'kvm', 'pvspinlock', 'capabilities', 'pmu'],
      ...['vmport', 'gic', 'smm', 'ioapic', 'hpt', 'vmcoreinfo', 'htm', 'nested-hv', 'msrs', 'ccf-assist', 'xen', 'cfpc'],
      ...['sbbc', 'ibs', 'tcg', 'async-teardown', 'ras', 'ps2', 'aia'],
    ],
  },
  hyperv: {
    attributes: ['mode'],
    children: [
      ...['relaxed', 'vapic', 'spinlocks', 'vpindex', 'runtime', 'synic', 'stimer', 'reset', 'vendor_id', 'frequencies'],
      ...['reenlightenment', 'tlbflush', 'ipi', 'evmcs', 'avic', 'emsr_bitmap', 'xmm_input'],
    ],
  },
  'hyperv/spinlocks': { attributes: ['state', 'retries'] },
  'hyperv/vendor_id': { attributes: ['state', 'value'] },
  'features/kvm': { children: ['hidden', 'hint-dedicated', 'poll-control', 'pv-ipi', 'dirty-ring'] },
  'kvm/dirty-ring': { attributes: ['state', 'size'] },
  'xen/passthrough': { attributes: ['state', 'mode'] },
  cpu: {
    attributes: ['mode', 'match', 'check', 'migratable', 'deprecated_features'],
    children: ['model', 'vendor', 'topology', 'cache', 'maxphysaddr', 'feature', 'numa'],
  },
  'cpu/model': { attributes: ['fallback', 'vendor_id'] },
  'cpu/topology': { attributes: ['sockets', 'dies', 'clusters', 'cores', 'threads'] },
  'cpu/cache': { attributes: ['level', 'mode'] },
  maxphysaddr: { attributes: ['mode', 'bits', 'limit'] },
  'cpu/feature': { attributes: ['policy', 'name'] },
  numa: { children: ['cell', 'interconnects'] },
  cell: { attributes: ['id', 'cpus', 'memory', 'unit', 'memAccess', 'discard'], children: ['distances', 'cache'] },
  sibling: { attributes: ['id', 'value'] },
  clock: {
    attributes: ['offset', 'adjustment', 'basis', 'timezone', 'start'],
    children: ['timer'],
  },
  timer: { attributes: ['name', 'present', 'tickpolicy', 'track', 'frequency', 'mode'] },
  catchup: { attributes: ['threshold', 'slew', 'limit'] },
  pm: { children: ['suspend-to-mem', 'suspend-to-disk'] },
  'perf/event': { attributes: ['name', 'enabled'] },
  devices: {
    children: [
      ...['emulator', 'disk', 'controller', 'lease', 'filesystem', 'interface', 'smartcard', 'serial', 'parallel'],
      ...['console', 'channel', 'input', 'tpm', 'graphics', 'sound', 'audio', 'video', 'hostdev', 'redirdev'],
      ...['redirfilter', 'hub', 'watchdog', 'memballoon', 'rng', 'nvram', 'panic', 'shmem', 'memory', 'iommu', 'vsock'],
      ...['crypto', 'pstore'],
    ],
  },
  disk: {
    attributes: ['type', 'device', 'model', 'rawio', 'sgio', 'snapshot'],
    children: [
      ...['driver', 'auth', 'source', 'backingStore', 'backenddomain', 'geometry', 'blockio', 'mirror', 'target', 'iotune'],
      ...['throttlefilters', 'readonly', 'shareable', 'transient', 'serial', 'wwn', 'vendor', 'product', 'encryption'],
      ...deviceInfo,
    ],
  },
  'disk/driver': {
    attributes: [
      ...['name', 'type', 'cache', 'error_policy', 'rerror_policy', 'io', 'ioeventfd', 'event_idx', 'copy_on_read'],
      ...['discard', 'discard_no_unref', 'iothread', 'detect_zeroes', 'queues', 'queue_size', ...virtio],
    ],
  },
  'disk/source': {
    attributes: [
      ...['type', 'managed', 'namespace', 'protocol', 'name', 'query', 'tls', 'file', 'fdgroup', 'dev', 'dir', 'pool'],
      ...['volume', 'mode', 'path', 'startupPolicy', 'index'],
    ],
    children: [
      ...['host', 'address', 'snapshot', 'config', 'identity', 'initiator', 'slices', 'seclabel', 'auth', 'encryption'],
      ...['reservations', 'ssl', 'cookies', 'readahead', 'timeout'],
    ],
  },
  'disk/target': { attributes: ['dev', 'bus', 'tray', 'removable', 'rotation_rate'] },
  backingStore: { attributes: ['type', 'index'], children: ['format', 'source', 'backingStore'] },
  mirror: { attributes: ['type', 'job', 'ready'] },
  geometry: { attributes: ['cyls', 'heads', 'secs', 'trans'] },
  blockio: { attributes: ['logical_block_size', 'physical_block_size', 'discard_granularity'] },
  auth: { attributes: ['username'] },
  secret: { attributes: ['type', 'uuid', 'usage'] },
  host: { attributes: ['transport', 'name', 'port', 'socket'] },
  lease: { children: ['lockspace', 'key', 'target'] },
  'lease/target': { attributes: ['path', 'offset'] },
  controller: {
    attributes: ['type', 'index', 'model', 'ports', 'vectors', 'maxGrantFrames', 'maxEventChannels'],
    children: ['model', 'target', 'driver', ...deviceInfo, 'pcihole64'],
  },
  'controller/target': { attributes: ['chassisNr', 'chassis', 'port', 'busNr', 'index', 'hotplug', 'memReserve'] },
  'controller/driver': {
    attributes: ['queues', 'cmd_per_lun', 'max_sectors', 'ioeventfd', 'iothread', ...virtio],
  },
  filesystem: {
    attributes: ['type', 'accessmode', 'model', 'multidevs', 'fmode', 'dmode'],
    children: [
      ...['driver', 'binary', 'source', 'target', 'readonly', ...deviceInfo, 'space_hard_limit', 'space_soft_limit'],
      'idmap',
    ],
  },
  'filesystem/driver': { attributes: ['type', 'format', 'wrpolicy', 'queue', ...virtio] },
  'filesystem/source': { attributes: ['dir', 'socket', 'dev', 'file', 'name', 'usage', 'units', 'pool', 'volume'] },
  binary: { attributes: ['path', 'xattr'], children: ['cache', 'sandbox', 'lock', 'thread_pool', 'openfiles'] },
  'binary/lock': { attributes: ['posix', 'flock'] },
  interface: {
    attributes: ['type', 'managed', 'trustGuestRxFilters'],
    children: [
      ...['mac', 'source', 'vlan', 'virtualport', 'bandwidth', 'port', 'ip', 'route', 'portForward', 'script'],
      ...['downscript', 'backenddomain', 'target', 'guest', 'model', 'driver', 'backend', 'filterref', 'tune', 'teaming'],
      ...['link', 'mtu', 'coalesce', ...deviceInfo],
    ],
  },
  mac: { attributes: ['address', 'type', 'check'] },
  'interface/source': {
    attributes: [
      ...['type', 'path', 'network', 'portgroup', 'portid', 'bridge', 'macTableManager', 'dev', 'mode', 'address', 'port'],
      ...['name', 'switchid', 'portgroupid', 'connectionid'],
    ],
  },
  'interface/target': { attributes: ['dev', 'managed'] },
  'interface/driver': {
    attributes: [
      ...['name', 'txmode', 'ioeventfd', 'event_idx', 'queues', 'rx_queue_size', 'tx_queue_size', 'rss'],
      ...['rss_hash_report', ...virtio],
    ],
    children: ['host', 'guest'],
  },
  'interface/backend': { attributes: ['type', 'tap', 'vhost', 'logFile'] },
  'driver/host': { attributes: ['csum', 'gso', 'tso4', 'tso6', 'ecn', 'ufo', 'mrg_rxbuf'] },
  'driver/guest': { attributes: ['csum', 'tso4', 'tso6', 'ecn', 'ufo'] },
  ip: { attributes: ['address', 'family', 'prefix', 'peer'] },
  route: { attributes: ['family', 'address', 'netmask', 'prefix', 'gateway', 'metric'] },
  bandwidth: { children: ['inbound', 'outbound'] },
  inbound: { attributes: ['average', 'peak', 'floor', 'burst'] },
  outbound: { attributes: ['average', 'peak', 'burst'] },
  portForward: { attributes: ['proto', 'address', 'dev'] },
  range: { attributes: ['start', 'end', 'to', 'exclude'] },
  parameter: { attributes: ['name', 'value'] },
  smartcard: { attributes: ['mode', 'type'], children: ['certificate', 'database', 'source', 'protocol', ...deviceInfo] },
  serial: characterDevice,
  parallel: characterDevice,
  console: characterDevice,
  channel: characterDevice,
  redirdev: characterDevice,
  'serial/source': { attributes: ['mode', 'host', 'service', 'path', 'append', 'tls'] },
  'console/source': { attributes: ['mode', 'host', 'service', 'path', 'append', 'tls'] },
  'channel/source': { attributes: ['mode', 'host', 'service', 'path', 'append', 'tls', 'channel'] },
  'serial/target': { attributes: ['type', 'port'] },
  'console/target': { attributes: ['type', 'port'] },
  'channel/target': { attributes: ['type', 'address', 'port', 'name', 'state'] },
  'channel/log': { attributes: ['file', 'append'] },
  'serial/log': { attributes: ['file', 'append'] },
  'console/log': { attributes: ['file', 'append'] },
  input: { attributes: ['type', 'bus', 'model'], children: ['driver', 'source', ...deviceInfo] },
  'input/source': { attributes: ['dev', 'evdev', 'grab', 'grabToggle', 'repeat'] },
  tpm: { attributes: ['model'], children: ['backend', ...deviceInfo] },
  'tpm/backend': {
    attributes: ['type', 'version', 'persistent_state', 'debug'],
    children: ['device', 'source', 'encryption', 'active_pcr_banks', 'profile'],
  },
  graphics: {
    attributes: [
      ...['type', 'socket', 'port', 'tlsPort', 'autoport', 'websocket', 'listen', 'keymap', 'defaultMode', 'sharePolicy'],
      ...['powerControl', 'passwd', 'passwdValidTo', 'connected', 'display', 'xauth', 'fullscreen', 'replaceUser'],
      ...['multiUser', 'p2p', 'address'],
    ],
    children: [
      ...['listen', 'channel', 'image', 'jpeg', 'zlib', 'playback', 'streaming', 'mouse', 'clipboard', 'filetransfer'],
      ...['gl', 'audio'],
    ],
  },
  'graphics/listen': { attributes: ['type', 'address', 'network', 'socket'] },
  'graphics/channel': { attributes: ['name', 'mode'] },
  'graphics/gl': { attributes: ['enable', 'rendernode'] },
  sound: { attributes: ['model', 'multichannel', 'streams'], children: ['codec', 'audio', ...deviceInfo] },
  'devices/audio': { attributes: ['id', 'type', 'timerPeriod'], children: ['input', 'output'] },
  'audio/input': {
    attributes: [
      ...['mixingEngine', 'fixedSettings', 'voices', 'bufferLength', 'dev', 'name', 'streamName', 'serverName', 'latency'],
      ...['clientName', 'connectPorts', 'exactName', 'bufferCount', 'tryPoll'],
    ],
  },
  'audio/output': {
    attributes: [
      ...['mixingEngine', 'fixedSettings', 'voices', 'bufferLength', 'dev', 'name', 'streamName', 'serverName', 'latency'],
      ...['clientName', 'connectPorts', 'exactName', 'bufferCount', 'tryPoll'],
    ],
  },
  settings: { attributes: ['frequency', 'channels', 'format'] },
  video: { children: ['driver', 'model', ...deviceInfo] },
  'video/driver': { attributes: [...virtio, 'vgaconf', 'name'] },
  'video/model': {
    attributes: ['type', 'ram', 'vram', 'vram64', 'vgamem', 'heads', 'primary', 'blob', 'edid'],
    children: ['acceleration', 'resolution'],
  },
  acceleration: { attributes: ['accel2d', 'accel3d', 'rendernode'] },
  resolution: { attributes: ['x', 'y'] },
  hostdev: {
    attributes: ['mode', 'type', 'managed', 'sgio', 'rawio', 'model', 'display', 'ramfb'],
    children: ['driver', 'source', 'teaming', 'readonly', 'shareable', ...deviceInfo],
  },
  'hostdev/source': {
    attributes: ['startupPolicy', 'guestReset', 'protocol', 'name', 'wwpn', 'writeFiltering'],
    children: ['host', 'adapter', ...pciHostDevice],
  },
  usbdev: { attributes: ['class', 'vendor', 'product', 'version', 'allow'] },
  hub: { attributes: ['type'], children: deviceInfo },
  watchdog: { attributes: ['model', 'action'], children: deviceInfo },
  memballoon: {
    attributes: ['model', 'autodeflate', 'freePageReporting'],
    children: ['stats', ...deviceInfo, 'driver'],
  },
  rng: { attributes: ['model'], children: ['rate', 'backend', 'driver', ...deviceInfo] },
  'rng/rate': { attributes: ['bytes', 'period'] },
  'rng/backend': { attributes: ['model', 'type'], children: ['source', 'protocol'] },
  nvram: { children: deviceInfo },
  panic: { attributes: ['model'], children: deviceInfo },
  shmem: { attributes: ['name', 'role'], children: ['model', 'size', 'server', 'msi', ...deviceInfo] },
  msi: { attributes: ['enabled', 'vectors', 'ioeventfd'] },
  'devices/memory': {
    attributes: ['model', 'access', 'discard'],
    children: ['uuid', 'source', 'target', ...deviceInfo],
  },
  'memory/source': { children: ['path', 'alignsize', 'pmem', 'nodemask', 'pagesize'] },
  'memory/target': { children: ['size', 'node', 'label', 'readonly', 'block', 'requested', 'current', 'address'] },
  iommu: { attributes: ['model'], children: ['driver', ...deviceInfo] },
  'iommu/driver': { attributes: ['intremap', 'caching_mode', 'eim', 'iotlb', 'aw_bits', 'dma_translation', 'passthrough'] },
  vsock: { attributes: ['model'], children: ['cid', ...deviceInfo, 'driver'] },
  cid: { attributes: ['auto', 'address'] },
  address: {
    attributes: [
      ...['type', 'domain', 'controller', 'bus', 'slot', 'target', 'unit', 'function', 'multifunction', 'port', 'device'],
      ...['reg', 'cssid', 'ssid', 'devno', 'iobase', 'irq', 'base', 'uuid'],
    ],
  },
  zpci: { attributes: ['uid', 'fid'] },
  boot: { attributes: ['dev', 'order', 'loadparm'] },
  rom: { attributes: ['enabled', 'bar', 'file'] },
  seclabel: {
    attributes: ['type', 'model', 'relabel', 'labelskip'],
    children: ['label', 'imagelabel', 'baselabel'],
  },
  cipher: { attributes: ['name', 'state'] },
};
