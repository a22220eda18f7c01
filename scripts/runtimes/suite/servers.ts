/** What needs files or sockets: Node.js, Bun and Deno. */
import { fileStore } from '@tokenwright/core/file-store';
import * as fileStoreEntry from '@tokenwright/core/file-store';
import * as mockAuthority from '@tokenwright/mock-authority';
import * as specs from '@tokenwright/specs';
import { redisStore } from '@tokenwright/store-redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { expect, expectEqual, type Case } from './case.ts';
import { expectConformance, expectConformanceWithoutTime } from './conformance.ts';
import { expectEntries, type Entries } from './entries.ts';
import { serverNames } from './server-names.ts';

export const entriesOfServers: Entries = {
  '@tokenwright/core/file-store': [fileStoreEntry, 'fileStore'],
  '@tokenwright/mock-authority': [mockAuthority, 'createMockAuthority'],
  '@tokenwright/specs': [specs, 'documents'],
};

const noRedis = { notApplicable: 'there is no redis-server on this machine' } as const;

export const serverCases: readonly Case[] = [
  {
    name: serverNames.entries,
    async run() {
      expectEntries(entriesOfServers);
      const document = await specs.readDocument('aliyun-pds');
      expect(document.startsWith('openapi: 3.1'), 'the document is another');
    },
  },
  {
    name: serverNames.mock,
    async run() {
      const authority = mockAuthority.createMockAuthority({ provider: 'huawei-oneaccess' });
      const answer = await authority.fetch('https://tenant.example/api/v2/tenant/token', {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: 'mock-app',
          client_secret: 'mock-app-secret',
        }),
      });
      expectEqual(answer.status, 200, 'the mock answered');
    },
  },
  {
    name: serverNames.files,
    async run({ folder = '' }) {
      await expectConformance(() => fileStore({ folder }));
    },
  },
  {
    name: serverNames.redis,
    async run({ redisPort }) {
      if (redisPort === undefined) return noRedis;
      const client = await createClient({ url: `redis://127.0.0.1:${redisPort}` }).connect();
      const store = redisStore({ client, prefix: 'redis:' });
      try {
        await expectConformanceWithoutTime(store);
      } finally {
        client.destroy();
      }
      return undefined;
    },
  },
  {
    name: serverNames.ioredis,
    async run({ redisPort }) {
      if (redisPort === undefined) return noRedis;
      const client = new Redis({ port: redisPort, host: '127.0.0.1' });
      const store = redisStore({ client, prefix: 'ioredis:' });
      try {
        await expectConformanceWithoutTime(store);
      } finally {
        client.disconnect();
      }
      return undefined;
    },
  },
];
