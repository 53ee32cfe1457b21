export { decodeImage, encodeImage } from './image.ts';
export { type Arrival, receiveStream } from './incoming-stream.ts';
export type { DeviceState, GuestSnapshot } from './messages.ts';
export { type OutgoingMigration, openOutgoing, type SendOptions } from './outgoing.ts';
export { createPace } from './pace.ts';
export type { Receiver } from './receiver.ts';
export type { MovingGuest, RoundReport } from './sending.ts';
export { jobStats, type MigrationStatus, type TransferStats } from './stats.ts';
