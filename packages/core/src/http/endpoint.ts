import { ConfigurationError } from '../errors.ts';
import { typeName } from '../words.ts';

/** How a server variable of a document has to look (`x-format`). */
export type ServerVariableFormat = 'host-label' | 'host' | 'host-with-port';

/** A server of an OpenAPI document, as the generator writes it into `servers.gen.ts`. */
export interface ServerTemplate {
  /** The URL with its variables in braces. */
  readonly template: string;
  /** The format of each variable. The standard's required `default` is a placeholder and not carried over. */
  readonly variables: Readonly<Record<string, ServerVariableFormat>>;
}

/** Where a value came from, for messages. */
export interface EndpointRules {
  /** The option's name as the caller spells it. */
  readonly option: string;
  /** Servers of the document whose host pattern a matching endpoint has to keep. */
  readonly servers?: readonly ServerTemplate[];
  /** Allow `http:` to hosts that are not loopback. */
  readonly allowInsecureHttp?: boolean | undefined;
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const port = /^[0-9]{1,5}$/;
/** What template literals make of a variable that was never set. */
const unset = new Set(['undefined', 'null', 'nan']);

const needs: Readonly<Record<ServerVariableFormat, string>> = {
  'host-label': 'one host label is needed: 1 to 63 letters, digits and hyphens, no dot, no slash',
  host: 'a host name is needed, without scheme, port or path',
  'host-with-port': 'a host name is needed, with ":port" if it is not 443, without scheme or path',
};

/**
 * Checks a value for a server variable against the format the document gives it.
 *
 * @throws ConfigurationError `missing_option` or `invalid_option`, naming the option
 */
export function checkServerVariable(option: string, value: unknown, format: ServerVariableFormat): string {
  if (value === undefined || value === null || value === '') {
    throw new ConfigurationError('missing_option', option, `${option}: it is missing; ${needs[format]}.`);
  }
  if (typeof value !== 'string') {
    throw new ConfigurationError(
      'invalid_option',
      option,
      `${option}: ${typeName(value)} was given; ${needs[format]}.`,
    );
  }
  if (unset.has(value.toLowerCase())) {
    throw new ConfigurationError(
      'invalid_option',
      option,
      `${option}: the text "${value}" was given, what an unset variable turns into; ${needs[format]}.`,
    );
  }
  if (!fits(value, format)) {
    throw new ConfigurationError(
      'invalid_option',
      option,
      `${option}: ${quoted(value)} does not fit; ${needs[format]}.`,
    );
  }
  return value;
}

function fits(value: string, format: ServerVariableFormat): boolean {
  if (format === 'host-label') return label.test(value) && isHost(`${value}.example`);
  const [host = '', number, ...rest] = value.split(':');
  if (rest.length > 0 || host.length > 253 || !host.split('.').every((part) => label.test(part))) return false;
  if (number !== undefined && !(format === 'host-with-port' && port.test(number) && Number(number) <= 65_535)) {
    return false;
  }
  return isHost(host);
}

/** A URL reads some names otherwise than they are written ("1" is the address 0.0.0.1), and others not at all. */
function isHost(host: string): boolean {
  const url = `https://${host}`;
  return URL.canParse(url) && new URL(url).hostname === host.toLowerCase();
}

/**
 * Fills a server template of a document. Nothing is defaulted: a variable without a value is an error.
 *
 * @returns an origin, without a trailing slash
 * @throws ConfigurationError naming the variable
 */
export function resolveServer(server: ServerTemplate, values: Readonly<Record<string, unknown>>): string {
  let url = server.template;
  for (const [variable, format] of Object.entries(server.variables)) {
    url = url.replaceAll(`{${variable}}`, checkServerVariable(variable, values[variable], format));
  }
  return new URL(url).origin;
}

/**
 * Checks an endpoint that the caller spelt out: an https origin, or http to loopback.
 *
 * @returns the origin, without a trailing slash
 * @throws ConfigurationError `missing_option`, `invalid_endpoint` or `insecure_endpoint`, naming the option
 */
export function checkEndpoint(value: unknown, rules: EndpointRules): string {
  const { option } = rules;
  const example = 'an origin such as "https://example.com" is needed';
  if (value === undefined || value === null || value === '') {
    throw new ConfigurationError('missing_option', option, `${option}: it is missing; ${example}.`);
  }
  if (typeof value !== 'string' || !URL.canParse(value)) {
    const given = typeof value === 'string' ? quoted(value) : typeName(value);
    throw new ConfigurationError('invalid_endpoint', option, `${option}: ${given} is not an absolute URL; ${example}.`);
  }
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') {
    throw new ConfigurationError(
      'invalid_endpoint',
      option,
      `${option}: a URL with a user name or password is not allowed; ${example}.`,
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ConfigurationError(
      'invalid_endpoint',
      option,
      `${option}: the scheme ${quoted(url.protocol)} cannot be used; ${example}.`,
    );
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(
      'invalid_endpoint',
      option,
      `${option}: ${quoted(value)} has something behind the host; ${example}. If a variable was put into it, that variable held a slash, "?" or "#".`,
    );
  }
  const unsetLabel = url.hostname.split('.').find((part) => unset.has(part));
  if (unsetLabel !== undefined) {
    throw new ConfigurationError(
      'invalid_endpoint',
      option,
      `${option}: ${quoted(value)} has "${unsetLabel}" in its host, what an unset variable turns into; ${example}.`,
    );
  }
  for (const server of rules.servers ?? []) refuseBrokenTemplate(option, url, server);
  assertSecure(url, option, rules.allowInsecureHttp);
  return url.origin;
}

/** A host that ends like the document's template must have, before that, exactly what the template has. */
function refuseBrokenTemplate(option: string, url: URL, server: ServerTemplate): void {
  const match = /^https:\/\/\{([^}]+)\}(\.[^{}/]+)$/.exec(server.template);
  const [, variable, suffix] = match ?? [];
  if (variable === undefined || suffix === undefined || !url.hostname.endsWith(suffix)) return;
  const value = url.hostname.slice(0, -suffix.length);
  if (!fits(value, server.variables[variable] ?? 'host')) {
    throw new ConfigurationError(
      'invalid_endpoint',
      option,
      `${option}: ${quoted(value)} stands where ${variable} belongs; ${needs[server.variables[variable] ?? 'host']}.`,
    );
  }
}

/**
 * Refuses `http:` unless it goes to loopback or the caller allowed it by name.
 *
 * @throws ConfigurationError `insecure_endpoint`
 */
export function assertSecure(url: URL, option: string, allowInsecureHttp: boolean | undefined): void {
  if (url.protocol === 'https:' || allowInsecureHttp === true || isLoopback(url.hostname)) return;
  throw new ConfigurationError(
    'insecure_endpoint',
    option,
    `${option}: ${quoted(url.origin)} would send secrets unencrypted; use https. (http is allowed to loopback; dangerouslyAllowInsecureHttp: true allows it everywhere.)`,
  );
}

/** Names below localhost are left out: not every resolver keeps them on this machine, as RFC 6761 asks. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
