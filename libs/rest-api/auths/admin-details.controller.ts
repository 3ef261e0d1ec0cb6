import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { usersRpc } from '@reeve/contracts';
import type { CallContext, ResponseOf } from '@reeve/contracts';
import { Call, NotStored, Requires } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';

const TEXT_OR_NULL = { type: ['string', 'null'] } as never;

@ApiTags('auths')
@Controller('api/v1/auths')
export class AdminDetailsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('admin/details')
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Read whom to ask to be let in',
    description:
      'Whoever has the e-mail ADMIN_EMAIL of the admin configuration, else the primary administrator.',
    answer: {
      schema: {
        type: 'object',
        required: ['name', 'email'],
        properties: { name: TEXT_OR_NULL, email: TEXT_OR_NULL },
      },
    },
    errors: { 400: 'USERS-ADMIN-DETAILS-HIDDEN' },
  })
  read(@Call() call: CallContext): Promise<ResponseOf<typeof usersRpc.adminDetails>> {
    return this.bus.request(usersRpc.adminDetails, {}, call);
  }
}
