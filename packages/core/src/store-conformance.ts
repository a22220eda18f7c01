/**
 * What a token store has to do, as data: run it with any test runner.
 *
 * @packageDocumentation
 */
export { storeConformance, type StoreConformanceCase, type StoreConformanceContext } from './store/conformance.ts';
