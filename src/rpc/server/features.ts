import type { Call } from './call.ts';

/** virDrvFeature by number, and who has it (rpc.md section 5). */
export const feature = {
  migrationV2: 3,
  migrationP2p: 4,
  migrationV3: 6,
  changeProtection: 7,
  typedParamString: 9,
  keepalive: 10,
  xmlMigratable: 11,
  migrationOffline: 12,
  migrationParams: 13,
  eventCallback: 14,
  closeCallback: 15,
  networkUpdateOrder: 16,
} as const;

/** The daemon has these, whatever its drivers can do. */
const ofDaemon: ReadonlySet<number> = new Set([
  feature.typedParamString,
  feature.keepalive,
  feature.eventCallback,
  feature.closeCallback,
  feature.networkUpdateOrder,
]);
const ofMigration: ReadonlySet<number> = new Set([feature.migrationV2, feature.migrationP2p]);
/** What came with protocol 3 or after it. */
const ofMigrationV3: ReadonlySet<number> = new Set([
  feature.migrationV3,
  feature.changeProtection,
  feature.xmlMigratable,
  feature.migrationOffline,
  feature.migrationParams,
]);

/** Whether the host has a feature. Descriptors cannot be passed (8): Node's sockets carry none. */
export function supports(call: Call, wanted: number): boolean {
  if (wanted === feature.keepalive) call.session.keepalive();
  if (ofDaemon.has(wanted)) return true;
  if (!call.session.isOpen || call.driver !== 'qemu') return false;
  const { migrationProtocol } = call.inside.services.profile;
  return ofMigration.has(wanted) || (migrationProtocol === 3 && ofMigrationV3.has(wanted));
}
