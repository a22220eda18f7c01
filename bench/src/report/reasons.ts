/** Why this project is behind somewhere, found by profiling. The first that fits is told. */
const reasons: readonly (readonly [benchCase: string, what: RegExp, reason: string])[] = [
  [
    'cold-herd',
    /./,
    'each caller reads the clock, and those of each millisecond wait with a time limit of their own; the peers hand one promise to all',
  ],
  [
    'assertion',
    /beside raw WebCrypto/,
    'jose looks at the key and joins header, payload and signature anew each time, which shows beside the shortest signatures; why it stays is in ARCHITECTURE.md',
  ],
  [
    'assertion',
    /from PEM.*, jose/,
    'the key is looked at before it is imported (label, base64, frame, size), so that an error can say what is wrong with it, and each new signer asks the module loader for jose',
  ],
  [
    'assertion',
    /./,
    'jsonwebtoken signs on the thread that runs the program; that saves the way to another one, and nothing else runs meanwhile (see the delay of the event loop)',
  ],
  [
    'pool',
    /heap/,
    'a source here also keeps when to renew, what has failed and what came with the token; the peers keep a token and its end',
  ],
  [
    'pool',
    /keys?, at random/,
    'each call reads a slot, its promise and its token, which lie apart in memory; the floor reads a promise and its token',
  ],
  [
    'authorized-fetch',
    /./,
    'two processes that send the same requests over loopback differ by more; without a network it is below 3 µs',
  ],
  [
    'mint',
    /assertion.*jsonwebtoken/,
    'jsonwebtoken signs on the thread that runs the program (see assertion), and fetch by hand checks nothing of the answer',
  ],
  ['mint', /./, 'the answer is read under limits of time and size, checked and frozen, and its schedule is drawn'],
  [
    'size',
    /source and errors|Source and errors/,
    'claims, late writes, pools, clocks and every error are code; see ARCHITECTURE.md',
  ],
  [
    'size',
    /min \+ gzip/,
    'all calls, sources, pools and errors together; a program bundles those that it imports. The clients alone have 14.3 kB (OneAccess) and 23.9 (PDS), of which the sentences of errors are 2.8 and 4.5 (ARCHITECTURE.md)',
  ],
  ['size', /^import/, 'compiling takes half of it, the files the rest; sources, pools and calls are loaded together'],
  [
    'fleet',
    /sent twice/,
    'a process, or the authority, did not get to run for as long as a claim lasts on the scaled clock; the one repetition (S5) is what is promised then',
  ],
];

export function reasonFor(benchCase: string, what: string): string {
  return reasons.find(([name, pattern]) => name === benchCase && pattern.test(what))?.[2] ?? 'no reason is known';
}
