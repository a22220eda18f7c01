/** A page whose files are written and whose commands are run, from top to bottom, in an empty folder. */
export interface WalkedPage {
  readonly file: string;
  /** Ports that the page names: free ones are put in their place. */
  readonly ports: readonly number[];
  /** Programs that it needs beside Node.js, npm and bash. */
  readonly programs: readonly string[];
  /** Packages that its reader has installed already: those whose page it is. */
  readonly installed?: readonly string[];
  /** Files that its reader has, by what they are a copy of. */
  readonly copies?: Readonly<Record<string, string>>;
}

/** A page that begins with an installation, and asks for nothing. */
const page = (file: string): WalkedPage => ({ file, ports: [], programs: [] });

export const walkedPages: readonly WalkedPage[] = [
  { file: 'docs/tutorial-install.md', ports: [8080], programs: [] },
  page('docs/regenerating.md'),
  page('packages/aliyun-pds/README.md'),
  page('packages/core/README.md'),
  page('packages/huawei-oneaccess/README.md'),
  page('packages/store-redis/README.md'),
  page('specs/README.md'),
  {
    file: 'packages/contract/README.md',
    ports: [4010],
    programs: [],
    copies: { 'my-api.yaml': 'specs/huawei-oneaccess-tenant.yaml' },
  },
  { file: 'packages/mock-authority/README.md', ports: [8080], programs: ['curl'] },
  {
    file: 'packages/mock-authority/docs/control.md',
    ports: [8080],
    programs: ['curl', 'jq'],
    installed: ['@tokenwright/mock-authority'],
  },
  { file: 'docs/tutorial-regenerate.md', ports: [], programs: ['git'] },
  { file: 'docs/tutorial-contract.md', ports: [4010], programs: ['curl', 'python3'] },
  { file: 'docs/how-to/own-store.md', ports: [], programs: [] },
  { file: 'docs/how-to/test-your-code.md', ports: [], programs: [] },
];
