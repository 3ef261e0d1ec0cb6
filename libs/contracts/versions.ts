/** The generation of Open WebUI whose API Reeve speaks: its clients compare versions. */
export const OPEN_WEBUI_VERSION = '0.12.4';

/** Reeve's own, as `package.json` has it. */
export const REEVE_VERSION = '0.1.0';
