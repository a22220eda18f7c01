/**
 * For tests of code that uses a source: a clock that a test moves, and an authority that answers by script.
 *
 * @packageDocumentation
 */
export { createFakeClock, type FakeClock } from './testing/fake-clock.ts';
export {
  createScriptedAuthority,
  type ScriptedAnswer,
  type ScriptedAuthority,
  type ScriptedRequest,
} from './testing/scripted-authority.ts';
