import {
  CheckpointMovedError,
  DocumentStoreRefusedError,
  DocumentStoreUnavailableError,
} from '@reeve/document-store';
import mongoose from 'mongoose';
import type { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { duplicatesIn, isDuplicateKey, toStoreError } from './mongo-failure.js';

const { MongoBulkWriteError, MongoNetworkError, MongoServerError } = mongoose.mongo;

const serverError = (code: number, codeName: string) =>
  new MongoServerError({ errmsg: 'It says no', code, codeName });

describe('an error of MongoDB', () => {
  it.each([
    [18, 'AuthenticationFailed'],
    [13, 'Unauthorized'],
    [334, 'MechanismUnavailable'],
    [8000, 'AtlasError'],
  ])('of code %i (%s) is a refusal that names the setting', (code, name) => {
    const error = toStoreError(serverError(code, name));

    expect(error).toBeInstanceOf(DocumentStoreRefusedError);
    expect(String(error)).toContain('REEVE_DOCUMENT_STORE_URL');
    expect(String(error)).toContain(`It says no (${name})`);
  });

  it('of a server that takes no password is a refusal when somebody signs in, and none later', () => {
    const error = serverError(59, 'CommandNotFound');
    expect(toStoreError(error)).toBeInstanceOf(DocumentStoreUnavailableError);

    error.addErrorLabel('HandshakeError');
    expect(toStoreError(error)).toBeInstanceOf(DocumentStoreRefusedError);
  });

  it.each([
    [91, 'ShutdownInProgress'],
    [64, 'WriteConcernFailed'],
    [189, 'PrimarySteppedDown'],
    [14031, 'OutOfDiskSpace'],
  ])('of code %i (%s) may be over in a moment', (code, name) => {
    const error = serverError(code, name);
    error.addErrorLabel('HandshakeError');
    expect(toStoreError(error)).toBeInstanceOf(DocumentStoreUnavailableError);
  });

  it('of its connections may be over in a moment', () => {
    expect(toStoreError(new MongoNetworkError('closed'))).toBeInstanceOf(DocumentStoreUnavailableError);
    expect(toStoreError(new mongoose.Error('no connection'))).toBeInstanceOf(DocumentStoreUnavailableError);
    const ofItsSocket = Object.assign(new Error('write ECONNRESET'), {
      code: 'ECONNRESET',
      syscall: 'write',
    });
    expect(toStoreError(ofItsSocket)).toBeInstanceOf(DocumentStoreUnavailableError);
  });

  it('is told from those of the store and of its own code, which stay what they are', () => {
    for (const error of [new CheckpointMovedError('moved'), new TypeError('a bug')]) {
      expect(toStoreError(error)).toBe(error);
    }
  });

  it('is a duplicate by its code', () => {
    expect(isDuplicateKey(serverError(11000, 'DuplicateKey'))).toBe(true);
    expect(isDuplicateKey(serverError(1, 'InternalError'))).toBe(false);
    expect(isDuplicateKey(new Error('E11000'))).toBe(false);
  });
});

describe('the duplicates of a bulk', () => {
  const writeError = (index: number, code: number) => ({ index, code });
  /** As the driver makes it of what a server has answered. */
  const bulkError = (writeErrors: object[], notConfirmed?: mongo.WriteConcernError) => {
    const result = { getWriteConcernError: () => notConfirmed } as mongo.BulkWriteResult;
    return new MongoBulkWriteError({ message: 'no', code: 11000, writeErrors: writeErrors as never }, result);
  };

  it('are the operations of that error', () => {
    expect(duplicatesIn(bulkError([writeError(3, 11000), writeError(0, 11000)]))).toEqual(new Set([0, 3]));
  });

  it('are not all that can go wrong', () => {
    const notConfirmed = { code: 64, errmsg: 'no majority' } as mongo.WriteConcernError;
    for (const error of [
      bulkError([writeError(3, 11000), writeError(0, 121)]),
      bulkError([]),
      bulkError([writeError(3, 11000)], notConfirmed),
      new MongoNetworkError('closed'),
    ]) {
      expect(() => duplicatesIn(error)).toThrow(error);
    }
  });
});
