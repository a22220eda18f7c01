import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and a certificate of which nobody but its own key says that it is good, as `node:https` takes them. */
export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

/** ITU-T X.690: tag, length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), bytes]);
}

const bytes = (...values: readonly number[]): Uint8Array => Buffer.from(values);
const sequence = (...content: readonly Uint8Array[]): Uint8Array => der(0x30, ...content);
const identifier = (...encoded: readonly number[]): Uint8Array => der(0x06, bytes(...encoded));
const text = (tag: number, value: string): Uint8Array => der(tag, Buffer.from(value, 'latin1'));
/** UTCTime, to the second. */
const time = (ms: number): Uint8Array =>
  text(0x17, `${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`);

/** Makes a self-signed certificate for 127.0.0.1 (RFC 5280), valid for a day, without a program to do it. */
export function selfSigned(): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ecdsa-with-SHA256
  const commonName = sequence(identifier(0x55, 0x04, 0x03), text(0x0c, 'nobody trusts this'));
  const name = sequence(der(0x31, commonName));
  const now = Date.now();
  const address = sequence(der(0x87, bytes(127, 0, 0, 1)));
  const alternativeName = sequence(identifier(0x55, 0x1d, 0x11), der(0x04, address));
  const content = sequence(
    der(0xa0, der(0x02, bytes(2))), // version 3
    der(0x02, bytes(1)), // serial number
    algorithm,
    name,
    sequence(time(now - 3_600_000), time(now + 86_400_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(alternativeName)),
  );
  const signature = sign('sha256', content, privateKey);
  const certificate = sequence(content, algorithm, der(0x03, bytes(0), signature));
  const base64 = Buffer.from(certificate).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}
