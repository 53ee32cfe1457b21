export { type Keepalive, type KeepaliveOptions, keepalive } from './keepalive.ts';
export type {
  Admission,
  ConnectOptions,
  Link,
  LinkClosed,
  Listener,
  ListenOptions,
  MessageSink,
  Transport,
} from './link.ts';
export { createMemoryTransport, type MemoryTransportOptions } from './memory.ts';
export type { LossRule } from './passage.ts';
export { type ListenInRangeOptions, listenInRange } from './ports.ts';
export { createSideStream, relay, type SideStream } from './side-stream.ts';
export type { TlsFiles } from './tls.ts';
export { createWeather, type Weather, type WeatherOptions } from './weather.ts';
export { createWebSocketTransport, type WebSocketTransportOptions } from './websocket.ts';
