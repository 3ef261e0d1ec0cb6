import { DocumentStoreRefusedError } from '@reeve/document-store';
import mongoose from 'mongoose';

const VARIABLE = 'REEVE_DOCUMENT_STORE_URL';
/** Up to the path, which is the database; without one the driver would take `test`. */
const WITH_DATABASE = /^[^/]*:\/\/[^/?]+\/[^/?]+/;

/** @throws DocumentStoreRefusedError saying what is wrong with it, without the password that may be in it. */
export function checkUrl(url: string): void {
  try {
    new mongoose.mongo.MongoClient(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(url, 'what it is') : String(error);
    throw new DocumentStoreRefusedError(`${VARIABLE} is no URL that MongoDB takes: ${reason}`);
  }
  if (!WITH_DATABASE.test(url)) {
    throw new DocumentStoreRefusedError(`${VARIABLE} names no database: mongodb://<host>/<database>`);
  }
}
