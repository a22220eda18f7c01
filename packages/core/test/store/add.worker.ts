/** A process that adds one to the generation of a record, so many times, and writes a letter for each. */
import { fileStore } from '../../src/file-store.ts';

const [folder = '', key = '', times = ''] = process.argv.slice(2);
const store = fileStore({ folder });
for (let done = 0; done < Number(times);) {
  const read = await store.get(key);
  if (read === undefined) throw new Error('the record was gone');
  const record = { ...read.record, generation: read.record.generation + 1 };
  const { ok } = await store.compareAndSet(key, { expected: read.version, record });
  if (!ok) continue;
  done += 1;
  process.stdout.write('w');
}
