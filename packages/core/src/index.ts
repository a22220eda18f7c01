export * from './errors.ts';
export * from './signing.ts';
export * from './source.ts';
