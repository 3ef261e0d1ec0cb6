import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../../http/index.js';

export class ChangePasswordBody {
  @TextField({ format: 'password', description: 'The one there is.' })
  readonly password!: string;

  @ApiProperty({ minLength: 1, maxLength: 4096 })
  @TextField({
    format: 'password',
    description: 'At most 4096 bytes in UTF-8, and whatever else the installation asks of passwords.',
  })
  readonly new_password!: string;
}
