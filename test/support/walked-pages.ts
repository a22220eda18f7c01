/** A page whose files are written and whose commands are run, from top to bottom, in an empty folder. */
export interface WalkedPage {
  readonly file: string;
  /** Ports that the page names: free ones are put in their place. */
  readonly ports: readonly number[];
  /** Programs that it needs beside Node.js, npm and bash. */
  readonly programs: readonly string[];
}

export const walkedPages: readonly WalkedPage[] = [
  { file: 'docs/tutorial-install.md', ports: [8080], programs: [] },
];
