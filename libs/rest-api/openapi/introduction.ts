import { OPEN_WEBUI_VERSION } from '@reeve/contracts';

/** What holds for every operation: CommonMark, at the top of the document. */
export const INTRODUCTION = `The administration API of Open WebUI (0.6 to ${OPEN_WEBUI_VERSION}), on an event log: every change is kept, with who made it.

**Who you are.** \`POST /api/v1/auths/signin\` answers a token. Send it as \`Authorization: Bearer …\`, or let the cookie \`token\` do it. \`x-required-capability\` says what an operation takes: \`session\` anybody signed in, \`verified\` anybody who is not pending, the rest administrators. 401 is "who are you", 403 "you may not".

**Errors** have one body, \`ErrorBody\`, whatever the status. Programs go by \`extra.code\`; \`detail\` is for people, and \`extra.request_id\` finds the request in the log.

**Reading again.** Answers carry an \`ETag\`; with \`If-None-Match\` an unchanged one is 304.

**Changing what you have read.** With \`If-Match\` a change is made only if nobody else was faster; else it is 412.

**Repeating.** A write with an \`Idempotency-Key\` is carried out once, however often it is sent: after a 503, a 504 or no answer at all, send the same again.

**Secrets** leave as masks. A mask that comes back stands for the secret it was made from, so a section can be read, changed in one field and written back whole. \`?secrets=reveal\` answers them in clear, which is recorded.

**JSON** is that of RFC 7493, which every program reads alike: a body with a key given twice, or with a number that no double holds, is 422 and changes nothing.

**Lax values.** As Open WebUI's own API does, a boolean takes "yes", "off", 0 and the like, an integer its digits, and unknown fields of a body are dropped.
`;
