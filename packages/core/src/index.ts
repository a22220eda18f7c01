export * from './errors.ts';
export * from './signing.ts';
