export { cookieBytes, cookieText } from './cookies.ts';
export { parametersOf, wireParameters, wireTuning } from './parameters.ts';
export { begin, confirm, finish, perform, prepare, prepareTunnel } from './phases.ts';
export { finish2, perform2, prepare2 } from './protocol2.ts';
export { type ByteStream, type TunnelStream, tunnelStream } from './tunnel-stream.ts';
export { parametersFrom } from './without-parameters.ts';
