import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** The files of a certificate that nobody vouches for but itself, and of its key, both PEM. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  [Symbol.dispose](): void;
}

let isThere: boolean | undefined;

/**
 * Whether tests that need `openssl` are to run: always in CI, where they fail without it; elsewhere when it is
 * installed. Says so when they do not run.
 */
export function hasOpenssl(): boolean {
  if (process.env['CI'] === 'true') return true;
  if (isThere === undefined) {
    isThere = spawnSync('openssl', ['version']).status === 0;
    if (!isThere)
      // oxlint-disable-next-line no-console -- a suite that does not run has to say so
      console.warn(
        'SKIPPED: tests of TLS, for there is no openssl to make a certificate. To run them, install openssl.',
      );
  }
  return isThere;
}

/** Makes one of a day for a host name. */
export async function selfSignedCertificate(host: string): Promise<CertificateFiles> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-tls-'));
  const [certificate, key] = [path.join(folder, 'certificate.pem'), path.join(folder, 'key.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-days', '1'];
  await promisify(execFile)('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', certificate]);
  return { certificate, key, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
