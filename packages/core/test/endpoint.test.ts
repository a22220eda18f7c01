import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../src/errors.ts';
import type { ServerTemplate, ServerVariableFormat } from '../src/provider.ts';
import { checkEndpoint, checkServerVariable, resolveServer } from '../src/provider.ts';
import { thrownBy } from './support.ts';

const server: ServerTemplate = {
  template: 'https://{domain_id}.api.example.com',
  variables: { domain_id: 'host-label' },
};
const instance: ServerTemplate = { template: 'https://{domain_name}', variables: { domain_name: 'host-with-port' } };
const endpoint = (value: unknown): string => checkEndpoint(value, { option: 'endpoint', servers: [server] });

describe('W1: endpoints', () => {
  it.each([
    ['https://authority.example', 'https://authority.example'],
    ['https://authority.example/', 'https://authority.example'],
    ['https://authority.example:8443', 'https://authority.example:8443'],
    ['https://hz42.api.example.com', 'https://hz42.api.example.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost', 'http://localhost'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
  ])('W1: %s is taken', (given, expected) => {
    expect(endpoint(given)).toBe(expected);
  });

  it.each([
    [undefined, 'missing_option'],
    [null, 'missing_option'],
    ['', 'missing_option'],
    [5, 'invalid_endpoint'],
    [new URL('https://a.example'), 'invalid_endpoint'],
    ['authority.example', 'invalid_endpoint'],
    ['//authority.example', 'invalid_endpoint'],
    ['ftp://authority.example', 'invalid_endpoint'],
    ['https://user:pass@authority.example', 'invalid_endpoint'],
    ['https://authority.example/v2', 'invalid_endpoint'],
    ['https://authority.example?x=1', 'invalid_endpoint'],
    ['https://undefined.api.example.com', 'invalid_endpoint'],
    ['https://a.b.api.example.com', 'invalid_endpoint'],
    ['https://evil.example/.api.example.com', 'invalid_endpoint'],
    ['https://evil.example#.api.example.com', 'invalid_endpoint'],
    ['http://authority.example', 'insecure_endpoint'],
    ['http://127.0.0.1.authority.example', 'insecure_endpoint'],
    ['http://localhost.authority.example', 'insecure_endpoint'],
    ['http://a.localhost', 'insecure_endpoint'],
    ['http://0.0.0.0', 'insecure_endpoint'],
    ['http://[::ffff:127.0.0.1]', 'insecure_endpoint'],
  ])('W1: %s is refused', (given, code) => {
    expect(thrownBy(() => endpoint(given))).toMatchObject({ name: 'ConfigurationError', code, parameter: 'endpoint' });
  });

  it('W1: any text is refused or gives an https origin, or http to loopback', () => {
    const hosts = fc.oneof(fc.domain(), fc.ipV4(), fc.string(), fc.webUrl());
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          hosts.map((host) => `https://${host}`),
          hosts.map((host) => `http://${host}`),
        ),
        (text) => {
          try {
            const { protocol, hostname, origin } = new URL(endpoint(text));
            expect(endpoint(text)).toBe(origin);
            expect(protocol === 'https:' || /^(127\.|localhost$|\[::1\]$)/.test(hostname)).toBe(true);
          } catch (error) {
            expect(ConfigurationError.isInstance(error), String(error)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('W1: server variables', () => {
  it.each([
    ['hz42', 'host-label'],
    ['a-b', 'host-label'],
    ['a.example.com', 'host'],
    ['a.example.com', 'host-with-port'],
    ['a.example.com:8443', 'host-with-port'],
  ] as const)('W1: %s fits %s', (value, format) => {
    expect(checkServerVariable('domain', value, format)).toBe(value);
  });

  it.each([
    [undefined, 'host-label', 'missing_option'],
    ['', 'host-label', 'missing_option'],
    [5, 'host-label', 'invalid_option'],
    ['undefined', 'host-label', 'invalid_option'],
    ['a.b', 'host-label', 'invalid_option'],
    ['-a', 'host-label', 'invalid_option'],
    ['a/b', 'host', 'invalid_option'],
    ['a@b', 'host', 'invalid_option'],
    ['a:443', 'host', 'invalid_option'],
    ['a:99999', 'host-with-port', 'invalid_option'],
    ['a:1:2', 'host-with-port', 'invalid_option'],
    ['a\n', 'host', 'invalid_option'],
    ['0', 'host', 'invalid_option'],
    ['1.2', 'host-with-port', 'invalid_option'],
    ['a.256', 'host', 'invalid_option'],
    ['x'.repeat(64), 'host-label', 'invalid_option'],
  ] as const)('W1: %j does not fit %s', (value, format, code) => {
    expect(thrownBy(() => checkServerVariable('domain', value, format))).toMatchObject({ code, parameter: 'domain' });
  });

  it('W1: the placeholder of a document is never applied', () => {
    expect(thrownBy(() => resolveServer(server, {}))).toMatchObject({ code: 'missing_option', parameter: 'domain_id' });
    expect(resolveServer(server, { domain_id: 'hz42' })).toBe('https://hz42.api.example.com');
  });

  it('W1: any value leads to a host below the template’s, or to an error', () => {
    const formats = fc.constantFrom<ServerVariableFormat>('host-label', 'host', 'host-with-port');
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.domain(), fc.anything(), fc.stringMatching(/^[a-z0-9.@/:?#\\-]{1,20}$/)),
        formats,
        (value, format) => {
          try {
            const origin = resolveServer(
              { ...server, variables: { domain_id: format === 'host-with-port' ? 'host' : format } },
              { domain_id: value },
            );
            expect(new URL(origin).hostname.endsWith('.api.example.com')).toBe(true);
            const { host, username } = new URL(resolveServer(instance, { domain_name: value }));
            expect(username).toBe('');
            expect(host.replace(/:443$/, '')).toBe(
              String(value)
                .toLowerCase()
                .replace(/:0*443$/, ''),
            );
          } catch (error) {
            expect(ConfigurationError.isInstance(error), String(error)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
