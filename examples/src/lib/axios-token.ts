import type { AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { isPdsTokenRejected, type PdsTokenInfo, type TokenSource } from '@tokenwright/aliyun-pds';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Set on a request that was refused once. */
    repeated?: boolean;
  }
}

/**
 * Has an axios instance carry the token of a source. A request whose token PDS refuses is sent once more with the next
 * token, which is got once for all requests that were refused. An Authorization header of one's own is left alone.
 */
export function carryTokenOf(source: TokenSource<PdsTokenInfo>, instance: AxiosInstance): void {
  instance.interceptors.request.use(async (config) => {
    if (!config.headers.has('Authorization')) {
      config.headers.setAuthorization(`Bearer ${(await source.getToken()).accessToken}`);
    }
    return config;
  });
  instance.interceptors.response.use(undefined, async (error: unknown) => {
    const { config, response } = error as { config?: InternalAxiosRequestConfig; response?: AxiosResponse<unknown> };
    if (config === undefined || response === undefined || config.repeated === true) throw error;
    if (!(await isPdsTokenRejected(copyOf(response)))) throw error;
    const rejected = String(config.headers.get('Authorization')).slice('Bearer '.length);
    const { accessToken } = await source.getToken({ rejected });
    config.headers.setAuthorization(`Bearer ${accessToken}`);
    return instance.request({ ...config, repeated: true });
  });
}

/** The answer as `fetch` would have given it, which is what the test for a refusal reads. */
function copyOf({ status, headers, data }: AxiosResponse<unknown>): Response {
  const text = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Response(JSON.stringify(data), { status, headers: text });
}
