import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { OPEN_WEBUI_VERSION, REEVE_VERSION } from '@reeve/contracts';
import { Public, Requires } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';

class VersionAnswer {
  @ApiProperty({ type: 'string', description: 'The generation of Open WebUI whose API this is.' })
  readonly version!: string;

  @ApiProperty({ type: 'string' })
  readonly deployment_id!: string;

  @ApiProperty({ type: 'string' })
  readonly reeve!: string;
}

class UpdatesAnswer {
  @ApiProperty({ type: 'string' })
  readonly current!: string;

  @ApiProperty({ type: 'string', description: 'The same: Reeve asks nobody for a newer one.' })
  readonly latest!: string;
}

/** What this is, for pages that tell of it. */
@ApiTags('config')
@Controller('api')
export class VersionController {
  @Get('version')
  @Public()
  @Documented({ summary: 'Read the version of the API, and of Reeve', answer: VersionAnswer })
  version(): VersionAnswer {
    return { version: OPEN_WEBUI_VERSION, deployment_id: '', reeve: REEVE_VERSION };
  }

  /** As an Open WebUI answers it that is told not to look. */
  @Get('version/updates')
  @Requires('verified')
  @Documented({ summary: 'Read whether there is a newer version', answer: UpdatesAnswer })
  updates(): UpdatesAnswer {
    return { current: OPEN_WEBUI_VERSION, latest: OPEN_WEBUI_VERSION };
  }

  @Get('changelog')
  @Public()
  @Documented({
    summary: 'Read what is new in the pages',
    description: 'Nothing, ever: Reeve has no pages. It is asked for whenever one of Open WebUI’s is loaded.',
    answer: { schema: { type: 'object', maxProperties: 0 } },
  })
  changelog(): Record<string, never> {
    return {};
  }
}
