/** The documented prefix and Open WebUI's own: the same handlers (reference 0). */
export const CONFIG_PREFIXES = ['api/v1/config', 'api/v1/configs'];
