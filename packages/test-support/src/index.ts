export { hasOpenssl, selfSignedCertificate, type CertificateFiles } from './certificate.ts';
export { chromiumFlags, chromiumProgram, hasChromium } from './chromium.ts';
export { failureOf } from './failure.ts';
export { freePort } from './free-port.ts';
export { pem, rsaKeys } from './keys.ts';
export { canary, everyView, formsOf, leaksOf } from './leaks.ts';
export {
  bomb,
  cut,
  cutInBody,
  endless,
  hang,
  hangInBody,
  json,
  redirect,
  refusedUrl,
  startLoopback,
  text,
  truncated,
  type Handler,
  type Loopback,
  type ReceivedRequest,
} from './loopback.ts';
export { hasRedisServer, startRedis, startRedisCluster, startRedisSentinel, type RedisServer } from './redis.ts';
