import type { Readable } from 'node:stream';
import { Controller, Inject, Logger, Post, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { ReeveError } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessGuard } from '../auth/index.js';
import { Call, NotStored, Requires, Streamed, TakesStream, ValidQuery } from '../http/index.js';
import type { StreamedBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { batchesOf } from './batches.js';
import { csvRows } from './csv-rows.js';
import { reportOf } from './import-report.js';
import { ndjsonRows } from './ndjson-rows.js';
import type { ReadRow } from './read-row.js';
import { lineOf, REPORT_LINE, REPORT_TYPE, summaryOf } from './user-import.answer.js';
import { UserImport } from './user-import.js';
import { UserImportQuery } from './user-import.query.js';

type Batches = AsyncGenerator<readonly ReadRow[]>;

@ApiTags('users')
@Controller('api/v1/users')
export class UserImportController {
  private readonly log = new Logger('UserImport');

  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'requestTimeoutMs'>,
    private readonly access: AccessGuard,
  ) {}

  @Post('import')
  @Requires('users.write')
  @TakesStream()
  @NotStored()
  @ApiProduces('application/x-ndjson')
  @Documented({
    summary: 'Import users',
    description: [
      'Takes CSV with the columns Name, Email, Password, Role and a header, or a JSON object a line with `name`, `email`, `password` or `password_hash`, `role`, `profile_image_url`; up to 64 MB.',
      'Answers while it goes: one line for each row, in order, and a summary as the last one. A mistake in the file that is found before any row was looked at is an error; a later one ends the report, which says what was made until then.',
      'Whoever is there already stays as they are, so a file may be sent again; under the same Idempotency-Key it is answered as the first time.',
    ].join('\n\n'),
    answer: { schema: REPORT_LINE },
    errors: { 413: 'USERS-IMPORT-TOO-LARGE', 422: 'USERS-IMPORT-MALFORMED' },
  })
  async import(
    @Streamed() { type, content }: StreamedBody,
    @ValidQuery(UserImportQuery) { dry_run: dryRun }: UserImportQuery,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const batches = batchesOf(type === 'text/csv' ? csvRows(content) : ndjsonRows(content));
    // What is wrong with the beginning of the file is answered as an error, before anything is made.
    const first = await batches.next();
    const users = new UserImport(this.bus, call, {
      dryRun,
      timeoutMs: this.settings.requestTimeoutMs,
      readmit: () => this.access.readmit(request, 'users.write'),
    });
    reply.type(REPORT_TYPE);
    const lines = this.report(users, first.done === true ? [] : first.value, batches, dryRun, call);
    return reportOf(lines, () => content.readableEnded);
  }

  private async *report(
    users: UserImport,
    first: readonly ReadRow[],
    others: Batches,
    dryRun: boolean,
    { requestId }: CallContext,
  ): AsyncGenerator<string> {
    let isEndTold = false;
    try {
      for (const outcome of await users.send(first)) yield lineOf(outcome);
      for await (const batch of others) {
        for (const outcome of await users.send(batch)) yield lineOf(outcome);
      }
      await users.end(true);
      isEndTold = true;
      yield summaryOf(users, dryRun, requestId);
    } catch (error) {
      if (!(error instanceof ReeveError)) this.log.error({ err: error, requestId }, 'An import failed');
      isEndTold = true;
      await this.cutOff(users, requestId);
      yield summaryOf(users, dryRun, requestId, error);
    } finally {
      // Nobody takes the lines any more.
      if (!isEndTold) await this.cutOff(users, requestId);
    }
  }

  private async cutOff(users: UserImport, requestId: string): Promise<void> {
    try {
      await users.end(false);
    } catch (error) {
      this.log.warn({ err: error, requestId }, 'The log could not be told that an import was cut off');
    }
  }
}
