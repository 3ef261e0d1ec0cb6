import { isProfileImageUrl } from '@reeve/contracts';
import { ValidateBy } from 'class-validator';

/** The value may stand as somebody's profile image. */
export function IsProfileImageUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isProfileImageUrl',
    validator: {
      validate: (value) => typeof value === 'string' && isProfileImageUrl(value),
      defaultMessage: () =>
        'Input should be an http(s) address with a host, a base64 data:image of PNG, JPEG, GIF or WebP, or a built-in image',
    },
  });
}
