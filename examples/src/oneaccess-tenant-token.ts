/**
 * Prints what a management API token of a OneAccess instance allows.
 *
 *   ONEACCESS_ENDPOINT=https://abcdefg.huaweioneaccess.com ONEACCESS_CLIENT_ID=my-app ONEACCESS_CLIENT_SECRET=… \
 *     node examples/src/oneaccess-tenant-token.ts
 */
import { OneAccessTenantClient, TokenwrightError } from '@tokenwright/huawei-oneaccess';

try {
  const client = new OneAccessTenantClient({
    endpoint: process.env['ONEACCESS_ENDPOINT'],
    client_id: process.env['ONEACCESS_CLIENT_ID'],
    client_secret: process.env['ONEACCESS_CLIENT_SECRET'],
  });
  const token = await client.getTenantToken({}, { timeoutMs: 10_000 });
  console.log(`scope ${token.scope ?? 'not said'}, valid for ${token.expires_in ?? 'an unknown number of'} seconds`);
} catch (error) {
  if (!TokenwrightError.isInstance(error)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
