import { DocumentStoreRefusedError } from '@reeve/document-store';
import { describe, expect, it } from 'vitest';
import { checkUrl } from './connection-url.js';

describe('the URL of MongoDB', () => {
  it.each([
    'mongodb://127.0.0.1/reeve',
    'mongodb://me:p%40ss@a:1,b:2/reeve?replicaSet=rs0&authSource=admin&tls=true',
    'mongodb+srv://me:pass@cluster.example.com/reeve',
  ])('may be %s', (url) => {
    expect(() => checkUrl(url)).not.toThrow();
  });

  it.each([
    ['postgres://me:secret@host/reeve', 'REEVE_DOCUMENT_STORE_URL is no URL that MongoDB takes'],
    ['mongodb://me:se:cret@host:port/reeve', 'REEVE_DOCUMENT_STORE_URL is no URL that MongoDB takes'],
    ['mongodb://me:secret@host/reeve?nonsense=1', 'nonsense'],
    ['mongodb://me:secret@host', 'REEVE_DOCUMENT_STORE_URL names no database'],
    ['mongodb://me:secret@host/?replicaSet=rs0', 'REEVE_DOCUMENT_STORE_URL names no database'],
  ])('may not be %s', (url, reason) => {
    expect(() => checkUrl(url)).toThrow(DocumentStoreRefusedError);
    expect(() => checkUrl(url)).toThrow(reason);
    expect(() => checkUrl(url)).not.toThrow(/se:?cret/);
  });
});
