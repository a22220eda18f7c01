/** The version of this package, kept equal to package.json by a test and by the release. */
export const version = '0.0.0';
