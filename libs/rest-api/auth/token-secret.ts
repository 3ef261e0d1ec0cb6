/** Injection token of the key (text) that session tokens are signed with. */
export const TOKEN_SECRET = Symbol('TokenSecret');
