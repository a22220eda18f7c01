import { describe, expect, test } from 'vitest';
import {
  createPdsSessionTokenSource,
  createPdsUserTokenSource,
  toVendorTokenOptions,
  type PdsTokenInfo,
  type PdsVendorTokenOptions,
  type TokenSource,
} from '../src/index.ts';
import { createScene, webApp, type Scene } from './support.ts';

/**
 * What the vendor's SDK 1.4.0 does with its three options around a request (read in its `lib/http/HttpClient.ts`): it
 * takes the token from `always_get_token_fun`, which it asks every two seconds at most, or else the last one it has;
 * refreshes when `expire_time` is over, and yet sends the token it had; refreshes when the answer says
 * `AccessTokenInvalid` or `TokenExpired`, and repeats. Concurrent refreshes share one promise.
 */
class SdkDouble {
  readonly scene: Scene;
  readonly options: Omit<PdsVendorTokenOptions, 'always_get_token_fun'> & Partial<PdsVendorTokenOptions>;
  refreshes = 0;
  #token: PdsTokenInfo;
  #cache: { readonly token: PdsTokenInfo; readonly until: number } | undefined;
  #refreshing: Promise<PdsTokenInfo> | undefined;

  constructor(scene: Scene, options: SdkDouble['options']) {
    this.scene = scene;
    this.options = options;
    this.#token = options.token_info;
  }

  async userId(): Promise<string | undefined> {
    for (let left = 30; left > 0; left -= 1) {
      const token = await this.#present();
      if (Date.parse(token.expire_time ?? '') < this.scene.clock.now()) await this.#refresh();
      const response = await this.scene.authority.fetch('https://mock-domain.api.aliyunpds.com/v2/user/get', {
        method: 'POST',
        headers: { authorization: `Bearer ${token.access_token}` },
        body: '{}',
      });
      const { user_id, code } = (await response.json()) as { user_id?: string; code?: string };
      if (!/AccessTokenInvalid|TokenExpired/.test(code ?? '')) return user_id;
      await this.#refresh();
      await this.scene.clock.advance(500);
    }
    return undefined;
  }

  async #present(): Promise<PdsTokenInfo> {
    const { always_get_token_fun: get } = this.options;
    if (get === undefined) return this.#token;
    const now = this.scene.clock.now();
    if (this.#cache !== undefined && this.#cache.until > now) return this.#cache.token;
    this.#cache = { token: await get(), until: now + 2000 };
    return this.#cache.token;
  }

  async #refresh(): Promise<void> {
    this.#refreshing ??= this.options.refresh_token_fun().finally(() => {
      this.refreshes += 1;
      this.#refreshing = undefined;
    });
    this.#token = await this.#refreshing;
  }
}

async function session(scene: Scene): Promise<TokenSource<PdsTokenInfo>> {
  const { client_id: clientId, client_secret: clientSecret } = webApp;
  const source = createPdsSessionTokenSource({ ...scene.common, clientId, clientSecret, sessionId: 's' });
  await source.adopt(() => scene.login());
  return source;
}

const refreshesAt = (scene: Scene): number =>
  scene.grants().filter((grant) => grant === '/v2/oauth/token refresh_token').length;

describe('toVendorTokenOptions', () => {
  test('gives the whole token but its refresh token, with the time of its end as the SDK reads it', async () => {
    const scene = createScene({ traits: { expireTime: 'absent' } });
    const { token_info } = await toVendorTokenOptions(await session(scene), { clock: scene.clock });
    expect(token_info).toMatchObject({ user_id: 'mock-user-1', token_type: 'Bearer', default_drive_id: '1' });
    expect(token_info).not.toHaveProperty('refresh_token');
    expect(token_info.expire_time).toBe(new Date(scene.clock.now() + 7_200_000).toISOString());
  });

  test('always_get_token_fun gives the token of the moment', async () => {
    const scene = createScene();
    const options = await toVendorTokenOptions(await session(scene), { clock: scene.clock });
    await scene.clock.advance(7_200_000);
    const later = await options.always_get_token_fun();
    expect(later.access_token).not.toBe(options.token_info.access_token);
    expect(await new SdkDouble(scene, options).userId()).toBe('mock-user-1');
    expect(refreshesAt(scene)).toBe(1);
  });

  test.each([
    ['all three options', true],
    ['an SDK that knows no always_get_token_fun', false],
  ])('%s: a refused token is replaced once, though the SDK does not say which was refused', async (_what, all) => {
    const scene = createScene();
    const { always_get_token_fun, ...rest } = await toVendorTokenOptions(await session(scene), { clock: scene.clock });
    const sdk = new SdkDouble(scene, all ? { ...rest, always_get_token_fun } : rest);
    expect(await sdk.userId()).toBe('mock-user-1');
    // The authority's clock only: to the source and the SDK the token is still good.
    scene.authority.clock.advance(7_200_000);
    expect(await Promise.all(Array.from({ length: 5 }, () => sdk.userId()))).toEqual(
      Array.from({ length: 5 }, () => 'mock-user-1'),
    );
    expect(refreshesAt(scene)).toBe(1);
    expect(sdk.refreshes).toBeGreaterThan(0);
  });

  test('an SDK without always_get_token_fun sends the expired token once more; it costs no second refresh', async () => {
    const scene = createScene();
    const { always_get_token_fun: _left, ...rest } = await toVendorTokenOptions(await session(scene), {
      clock: scene.clock,
    });
    const sdk = new SdkDouble(scene, rest);
    await scene.clock.advance(7_200_001);
    expect(await sdk.userId()).toBe('mock-user-1');
    expect(sdk.refreshes).toBe(2);
    expect(refreshesAt(scene)).toBe(1);
  });

  test('a token that is refused after it had time to settle is replaced', async () => {
    const scene = createScene();
    const options = await toVendorTokenOptions(await session(scene), { clock: scene.clock });
    const second = await options.refresh_token_fun();
    expect(second.access_token).not.toBe(options.token_info.access_token);
    expect((await options.refresh_token_fun()).access_token).toBe(second.access_token);
    await scene.clock.advance(5000);
    expect((await options.refresh_token_fun()).access_token).not.toBe(second.access_token);
  });

  test('a source that has no token says why', async () => {
    const scene = createScene();
    const privateKey = await scene.authority.privateKeyPem();
    const source = createPdsUserTokenSource({
      ...scene.common,
      clientId: 'mock-jwt-app',
      privateKey,
      userId: 'nobody',
    });
    await expect(toVendorTokenOptions(source)).rejects.toMatchObject({ name: 'AuthorityError', wireCode: 'NotFound' });
    await expect(toVendorTokenOptions(source, { settle: 1 } as never)).rejects.toMatchObject({
      code: 'unknown_option',
    });
  });
});
