/** The arrows of the house: what the sources of a package may import, beside themselves. */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  '@tokenwright/specs': [],
  '@tokenwright/core': [],
  '@tokenwright/http-runtime': [],
  '@tokenwright/aliyun-pds': ['@tokenwright/core', '@tokenwright/http-runtime'],
  '@tokenwright/huawei-oneaccess': ['@tokenwright/core', '@tokenwright/http-runtime'],
  '@tokenwright/contract': ['@tokenwright/specs'],
  '@tokenwright/mock-authority': ['@tokenwright/specs'],
  '@tokenwright/store-redis': ['@tokenwright/core'],
  '@tokenwright/test-support': [],
};

/** What judges shares only the documents with what is judged. These bind its tests as well. */
export const judges: readonly string[] = ['@tokenwright/contract', '@tokenwright/mock-authority'];
export const judged: readonly string[] = [
  '@tokenwright/core',
  '@tokenwright/http-runtime',
  '@tokenwright/aliyun-pds',
  '@tokenwright/huawei-oneaccess',
  '@tokenwright/store-redis',
];
