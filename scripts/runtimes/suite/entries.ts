/**
 * Every public entry of the packages that serve everywhere, loaded as a whole. The command compares the names with what
 * the packed packages export, so that a new entry has to come here, or to entries-of-servers.ts.
 */
import * as pds from '@tokenwright/aliyun-pds';
import * as pdsWire from '@tokenwright/aliyun-pds/wire';
import * as core from '@tokenwright/core';
import * as authorizedFetch from '@tokenwright/core/authorized-fetch';
import * as encryptedStore from '@tokenwright/core/encrypted-store';
import * as errors from '@tokenwright/core/errors';
import * as memoryStore from '@tokenwright/core/memory-store';
import * as provider from '@tokenwright/core/provider';
import * as signing from '@tokenwright/core/signing';
import * as store from '@tokenwright/core/store';
import * as storeConformance from '@tokenwright/core/store-conformance';
import * as testing from '@tokenwright/core/testing';
import * as tokenPool from '@tokenwright/core/token-pool';
import * as oneAccess from '@tokenwright/huawei-oneaccess';
import * as idToken from '@tokenwright/huawei-oneaccess/id-token';
import * as oneAccessWire from '@tokenwright/huawei-oneaccess/wire';
import * as storeRedis from '@tokenwright/store-redis';
import { expect, expectEqual, type Case } from './case.ts';

/** An entry, and one thing that it has to have. */
export type Entries = Readonly<Record<string, readonly [module: object, name: string]>>;

export const entriesEverywhere: Entries = {
  '@tokenwright/aliyun-pds': [pds, 'PDSClient'],
  '@tokenwright/aliyun-pds/wire': [pdsWire, 'requestToken'],
  '@tokenwright/core': [core, 'createTokenSource'],
  '@tokenwright/core/authorized-fetch': [authorizedFetch, 'createAuthorizedFetch'],
  '@tokenwright/core/encrypted-store': [encryptedStore, 'encrypted'],
  '@tokenwright/core/errors': [errors, 'TokenwrightError'],
  '@tokenwright/core/memory-store': [memoryStore, 'memoryStore'],
  '@tokenwright/core/provider': [provider, 'exchange'],
  '@tokenwright/core/signing': [signing, 'createAssertionSigner'],
  '@tokenwright/core/store': [store, 'parseRecord'],
  '@tokenwright/core/store-conformance': [storeConformance, 'storeConformance'],
  '@tokenwright/core/testing': [testing, 'createFakeClock'],
  '@tokenwright/core/token-pool': [tokenPool, 'createTokenPool'],
  '@tokenwright/huawei-oneaccess': [oneAccess, 'OneAccessOAuthClient'],
  '@tokenwright/huawei-oneaccess/id-token': [idToken, 'createIdTokenVerifier'],
  '@tokenwright/huawei-oneaccess/wire': [oneAccessWire, 'oauth2'],
  '@tokenwright/store-redis': [storeRedis, 'redisStore'],
};

export function expectEntries(entries: Entries): void {
  for (const [entry, [module, name]] of Object.entries(entries))
    expect(name in module, `${entry} has no ${name}, but ${Object.keys(module).join(', ')}`);
}

export const entryCases: readonly Case[] = [
  {
    name: 'every public entry for all runtimes loads, and shares the errors of core',
    run() {
      expectEntries(entriesEverywhere);
      for (const module of [pds, oneAccess, errors])
        expectEqual(module.TokenwrightError === core.TokenwrightError, true, 'one class of errors');
      return Promise.resolve();
    },
  },
];
