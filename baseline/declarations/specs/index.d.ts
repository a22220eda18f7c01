type DocumentName = "aliyun-pds" | "huawei-oneaccess-oauth2" | "huawei-oneaccess-tenant";
interface DocumentEntry {
    readonly title: string;
    readonly url: URL;
}
declare const documents: Readonly<Record<DocumentName, DocumentEntry>>;
declare function readDocument(name: DocumentName): Promise<string>;
export { DocumentEntry, DocumentName, documents, readDocument };
