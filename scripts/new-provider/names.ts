/** `acme-id` becomes `AcmeId`, `request_token` becomes `RequestToken`. */
export function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join('');
}

/** `client_id` becomes `clientId`. */
export function camel(name: string): string {
  const all = pascal(name);
  return `${all.charAt(0).toLowerCase()}${all.slice(1)}`;
}

/** `getTokenByCode` becomes `get-token-by-code`. */
export function kebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** `client_id` becomes "the client id". */
export function words(name: string): string {
  return `the ${kebab(camel(name)).replaceAll('-', ' ')}`;
}

/** A member's name as it is written in TypeScript. */
export function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}
