export { pem, rsaKeys } from './keys.ts';
export { canary, everyView, formsOf, leaksOf } from './leaks.ts';
export {
  cut,
  hang,
  json,
  refusedUrl,
  startLoopback,
  text,
  type Handler,
  type Loopback,
  type ReceivedRequest,
} from './loopback.ts';
