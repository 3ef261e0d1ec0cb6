import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { PROJECTIONS, projectionRpc, ReeveError, validationFailed } from '@reeve/contracts';
import type { CallContext, ProjectionMending, ProjectionName } from '@reeve/contracts';
import { NotStored } from '../http/not-stored.js';
import { Call } from '../http/request-call.js';
import { Requires } from '../http/route-access.js';
import { Documented } from '../openapi/documented.decorator.js';
import { ProjectionMendingAnswer, ProjectionsAnswer } from './projections.answers.js';
import type { ProjectionAnswer } from './projections.answers.js';

const NAME = ApiParam({
  name: 'name',
  description: 'Which projection: the name of its context.',
  schema: { type: 'string', enum: [...PROJECTIONS] },
});

/** How the documents follow the log, in all processes together, and what an operator can do about it. */
@ApiTags('operations')
@Controller('api/v1/operations/projections')
export class ProjectionsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @Requires('operations.read')
  @NotStored()
  @Documented({
    summary: 'Read how the projections are',
    description: 'A context that does not answer is `unreachable`; the others are told all the same.',
    answer: ProjectionsAnswer,
  })
  async list(@Call() call: CallContext): Promise<ProjectionsAnswer> {
    return { items: await Promise.all(PROJECTIONS.map((name) => this.statusOf(name, call))) };
  }

  @Post(':name/resume')
  @Requires('operations.write')
  @NAME
  @Documented({
    summary: 'Resume a projection',
    description:
      'It tries again at the event where it stands still. Nothing is skipped: an event that still cannot be projected stops it again.',
    answer: ProjectionMendingAnswer,
  })
  async resume(@Param('name') name: string, @Call() call: CallContext): Promise<ProjectionMendingAnswer> {
    return await this.mend(name, 'resume', call);
  }

  @Post(':name/rebuild')
  @Requires('operations.write')
  @NAME
  @Documented({
    summary: 'Rebuild a projection',
    description:
      'Its documents are emptied and made again from the first event of the log. Until that is over, requests that need them are answered 503.',
    answer: ProjectionMendingAnswer,
  })
  async rebuild(@Param('name') name: string, @Call() call: CallContext): Promise<ProjectionMendingAnswer> {
    return await this.mend(name, 'rebuild', call);
  }

  private async statusOf(name: ProjectionName, call: CallContext): Promise<ProjectionAnswer> {
    try {
      return { name, ...(await this.bus.request(projectionRpc(name).status, {}, call)) };
    } catch (error) {
      if (!(error instanceof ReeveError) || error.status < 503) throw error;
      const unknown = {
        rebuilding: false,
        position: null,
        behind_seconds: 0,
        requested: null,
        process: null,
      };
      return { name, state: 'unreachable', reason: error.detail, ...unknown };
    }
  }

  private async mend(
    name: string,
    mending: ProjectionMending,
    call: CallContext,
  ): Promise<ProjectionMendingAnswer> {
    const projection = PROJECTIONS.find((each) => each === name);
    if (projection === undefined) throw unknownProjection();
    await this.bus.request(projectionRpc(projection).mend, { mending }, call);
    return { name: projection, requested: mending };
  }
}

function unknownProjection(): ReeveError {
  const msg = `Input should be ${new Intl.ListFormat('en', { type: 'disjunction' }).format(PROJECTIONS)}`;
  return validationFailed([{ loc: ['path', 'name'], type: 'enum', msg }]);
}
