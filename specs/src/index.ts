/**
 * The OpenAPI documents of the token APIs: where they are, and their text.
 *
 * @packageDocumentation
 */
/** The name of a document: that of its file, without the ending. */
export type DocumentName = 'aliyun-pds' | 'huawei-oneaccess-oauth2' | 'huawei-oneaccess-tenant';

/** Where a document is and what it describes. */
export interface DocumentEntry {
  /** The title of the document. */
  readonly title: string;
  /** The address of the YAML file in this package. */
  readonly url: URL;
}

/** Every document of this package. */
export const documents: Readonly<Record<DocumentName, DocumentEntry>> = {
  'aliyun-pds': {
    title: 'Alibaba Cloud Drive and Photo Service (PDS), token API',
    url: new URL('../aliyun-pds.yaml', import.meta.url),
  },
  'huawei-oneaccess-oauth2': {
    title: 'Huawei Cloud OneAccess, OAuth 2.0 and OpenID Connect',
    url: new URL('../huawei-oneaccess-oauth2.yaml', import.meta.url),
  },
  'huawei-oneaccess-tenant': {
    title: 'Huawei Cloud OneAccess, tenant token',
    url: new URL('../huawei-oneaccess-tenant.yaml', import.meta.url),
  },
};

/**
 * Reads a document from disk.
 *
 * @example
 * ```ts
 * import { readDocument } from '@tokenwright/specs';
 *
 * const yaml = await readDocument('aliyun-pds');
 * ```
 */
export async function readDocument(name: DocumentName): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(documents[name].url, 'utf8');
}
