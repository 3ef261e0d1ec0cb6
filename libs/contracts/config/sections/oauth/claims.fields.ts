import { boolean, string } from '../../fields.js';
import { keptAt } from './kept-at.js';

/** What is taken from what the provider says of somebody, and when. */
export const claims = {
  OAUTH_EMAIL_CLAIM: string('email', keptAt('email_claim')),
  OAUTH_USERNAME_CLAIM: string('name', keptAt('username_claim')),
  OAUTH_PICTURE_CLAIM: string('picture', keptAt('picture_claim')),
  OAUTH_SUB_CLAIM: string('', keptAt('sub_claim')),
  OAUTH_AUDIENCE: string('', keptAt('audience')),
  OAUTH_UPDATE_EMAIL_ON_LOGIN: boolean(false, keptAt('update_email_on_login')),
  OAUTH_UPDATE_NAME_ON_LOGIN: boolean(false, keptAt('update_name_on_login')),
  OAUTH_UPDATE_PICTURE_ON_LOGIN: boolean(false, keptAt('update_picture_on_login')),
  OAUTH_REFRESH_TOKEN_INCLUDE_SCOPE: boolean(false, keptAt('refresh_token.include_scope')),
  /** What is stored here always wins over the environment. */
  ENABLE_OAUTH_PERSISTENT_CONFIG: boolean(true, { fixed: true }),
};
