import type { Meter } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type DataPoint,
  type Histogram,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { PDSClient, type PdsTokenInfo } from '@tokenwright/aliyun-pds';
import { createTokenSource, type TokenEventListener, type TokenSource } from '@tokenwright/core';
import { createFakeClock, type FakeClock } from '@tokenwright/core/testing';
import { OneAccessTenantClient } from '@tokenwright/huawei-oneaccess';
import { createMockAuthority, type MockAuthority } from '@tokenwright/mock-authority';
import { everyView, leaksOf } from '@tokenwright/test-support';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createTokenMetrics } from '../src/opentelemetry-metrics.ts';

const minute = 60_000;
const webApp = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' } as const;

interface TestMeter {
  readonly meter: Meter;
  /** All that was exported since the start. */
  readonly exported: () => Promise<readonly ScopeMetrics[]>;
  /** Every data point, as `name{attributes}` with its value; of a histogram the count. */
  readonly points: () => Promise<Record<string, number>>;
}

/** A meter whose data points a test can read. */
function startMeter(): TestMeter {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 31 - 1 });
  const provider = new MeterProvider({ readers: [reader] });
  onTestFinished(() => provider.shutdown());
  const exported = async (): Promise<readonly ScopeMetrics[]> => {
    await reader.forceFlush();
    return exporter.getMetrics().at(-1)?.scopeMetrics ?? [];
  };
  return {
    meter: provider.getMeter('example'),
    exported,
    points: async () => {
      const points: Record<string, number> = {};
      for (const { descriptor, dataPoints } of (await exported()).flatMap(({ metrics }) => metrics)) {
        for (const { attributes, value } of dataPoints as readonly DataPoint<number | Histogram>[]) {
          const text = Object.entries(attributes)
            .map(([name, each]) => `${name.replace('tokenwright.', '')}=${String(each)}`)
            .join(',');
          points[`${descriptor.name}{${text}}`] = typeof value === 'number' ? value : value.count;
        }
      }
      return points;
    },
  };
}

interface Flow {
  readonly clock: FakeClock;
  readonly pds: MockAuthority;
  readonly oneAccess: MockAuthority;
  readonly session: TokenSource<PdsTokenInfo>;
  readonly tenant: TokenSource;
}

/** A user's session on PDS and a tenant token of OneAccess, on twins inside the process. */
function startFlow(onEvent?: TokenEventListener): Flow {
  const clock = createFakeClock();
  const now = (): number => clock.now();
  const pds = createMockAuthority({ provider: 'aliyun-pds', clock: now });
  const oneAccess = createMockAuthority({ provider: 'huawei-oneaccess', clock: now });
  const pdsClient = new PDSClient({ api_endpoint: 'https://mock-domain.api.aliyunpds.com', fetch: pds.fetch });
  const tenantClient = new OneAccessTenantClient({
    endpoint: 'https://tenant-7.huaweioneaccess.com',
    client_id: 'mock-app',
    client_secret: 'mock-app-secret',
    fetch: oneAccess.fetch,
  });
  const common = { clock, random: () => 0.5, onEvent };
  return {
    clock,
    pds,
    oneAccess,
    session: createTokenSource<PdsTokenInfo>({
      ...common,
      key: {
        authority: 'https://mock-domain.api.aliyunpds.com',
        provider: 'aliyun-pds',
        clientId: webApp.client_id,
        credential: 'session',
        sessionId: 'user-4711',
      },
      traits: { refreshKillsAccessToken: true },
      refresh: ({ refreshToken, signal, timeoutMs }) =>
        pdsClient.refreshToken({ ...webApp, refresh_token: refreshToken }, { signal, timeoutMs }),
    }),
    tenant: createTokenSource({
      ...common,
      key: {
        authority: 'https://tenant-7.huaweioneaccess.com',
        provider: 'huawei-oneaccess-tenant',
        clientId: 'mock-app',
        credential: 'client',
      },
      mint: ({ signal, timeoutMs }) => tenantClient.getTenantToken({}, { signal, timeoutMs }),
    }),
  };
}

/** Logs in, renews, fails, loses the session: what an operator wants to see. */
async function live({ clock, pds, oneAccess, session, tenant }: Flow): Promise<void> {
  const pdsClient = new PDSClient({ api_endpoint: 'https://mock-domain.api.aliyunpds.com', fetch: pds.fetch });
  const { code, redirectUri = '' } = pds.issueCode({ clientId: webApp.client_id });
  await session.adopt(() => pdsClient.getTokenByCode({ ...webApp, code, redirect_uri: redirectUri }));
  await session.getToken();
  await tenant.getToken();
  await tenant.getToken();
  await tenant.getToken();
  await clock.advance(121 * minute);
  await session.getToken();
  oneAccess.faults.add('status=401;error=invalid_client;times=1');
  await expect(tenant.getToken()).rejects.toThrow('invalid_client');
  await expect(tenant.getToken()).rejects.toThrow('invalid_client');
  await clock.advance(121 * minute);
  pds.kill({ tokenKind: 'refresh' });
  await expect(session.getToken()).rejects.toThrow('A new login is needed');
}

const pds = 'provider=aliyun-pds,grant=session';
const tenant = 'provider=huawei-oneaccess-tenant,grant=mint';
const expected: Readonly<Record<string, number>> = {
  [`tokenwright.token.renewal.duration{${pds},outcome=adopted}`]: 1,
  [`tokenwright.token.renewal.duration{${pds},outcome=renewed}`]: 1,
  [`tokenwright.token.renewal.duration{${pds},error.type=invalid_grant,outcome=login-required}`]: 1,
  [`tokenwright.token.renewal.duration{${tenant},outcome=renewed}`]: 1,
  [`tokenwright.token.renewal.duration{${tenant},error.type=invalid_client,outcome=failed}`]: 1,
  [`tokenwright.token.events{${pds},event=adopted}`]: 1,
  [`tokenwright.token.events{${pds},event=renewed}`]: 1,
  [`tokenwright.token.events{${pds},error.type=invalid_grant,event=login-required}`]: 1,
  [`tokenwright.token.events{${tenant},event=renewed}`]: 1,
  [`tokenwright.token.events{${tenant},error.type=invalid_client,event=failed}`]: 1,
  [`tokenwright.token.events{${tenant},error.type=invalid_client,event=blocked}`]: 1,
};

test('opentelemetry-metrics.ts records what happens to the tokens of all sources, through channels', async () => {
  const { meter, points } = startMeter();
  const stop = createTokenMetrics(meter).listen();
  await live(startFlow());
  expect(await points()).toEqual(expected);
  stop?.();
  await live(startFlow());
  expect(await points()).toEqual(expected);
});

test('it counts hits when it is asked to', async () => {
  const { meter, points } = startMeter();
  const stop = createTokenMetrics(meter).listen({ hits: true });
  await live(startFlow());
  stop?.();
  expect(await points()).toEqual({
    ...expected,
    [`tokenwright.token.hits{${pds}}`]: 1,
    [`tokenwright.token.hits{${tenant}}`]: 2,
  });
});

test('it records the same from onEvent where the runtime has no channels', async () => {
  const { meter, points } = startMeter();
  const tokenMetrics = createTokenMetrics(meter);
  vi.stubGlobal('process', undefined);
  const stop = tokenMetrics.listen();
  vi.unstubAllGlobals();
  expect(stop).toBeUndefined();
  await live(startFlow(tokenMetrics.record));
  expect(await points()).toEqual(expected);
});

test('W7: no attribute shows a token, a secret, a tenant or a user', async () => {
  const { meter, exported } = startMeter();
  const stop = createTokenMetrics(meter).listen({ hits: true });
  const flow = startFlow();
  const secrets = new Set([webApp.client_secret, 'mock-app-secret']);
  const collect = (): void => {
    for (const authority of [flow.pds, flow.oneAccess]) {
      for (const { value } of authority.tokens({ secrets: true })) secrets.add(value);
    }
  };
  flow.pds.subscribe(collect);
  flow.oneAccess.subscribe(collect);
  await live(flow);
  stop?.();
  const view = everyView(await exported());
  expect(view).toContain('tokenwright.token.renewal.duration');
  expect(secrets.size).toBeGreaterThan(6);
  for (const secret of secrets) expect(leaksOf(secret, view)).toEqual([]);
  for (const name of ['mock-domain', 'tenant-7', 'user-4711', 'mock-user', 'mock-app'])
    expect(view).not.toContain(name);
});
