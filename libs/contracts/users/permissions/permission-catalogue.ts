/** Generations of Open WebUI: S 0.6.41, U 0.10.2, F 0.11.0, N 0.12.4 (reference, introduction). */
export type Generation = 'S' | 'U' | 'F' | 'N';

/** One thing that somebody may or may not do. */
export interface PermissionDeclaration {
  /** Where nothing was ever stored and the environment says nothing. */
  readonly default: boolean;
  /**
   * What a leaf becomes that is absent where the default permissions are written. At N the same as `default` for every leaf; at
   * S it was true for `sharing.public_tools` and `sharing.public_notes`.
   */
  readonly schemaDefault: boolean;
  /** Variable that gives another default. */
  readonly environment: string;
  readonly since: Generation;
}

const ON = true;
const OFF = false;

function leaf(fallback: boolean, variable: string, since: Generation = 'S'): PermissionDeclaration {
  return {
    default: fallback,
    schemaDefault: fallback,
    environment: `USER_PERMISSIONS_${variable}`,
    since,
  };
}

/** The whole permission tree of S, U, F and N, section by section (reference 8 and 11.5). */
export const PERMISSIONS = {
  workspace: {
    models: leaf(OFF, 'WORKSPACE_MODELS_ACCESS'),
    knowledge: leaf(OFF, 'WORKSPACE_KNOWLEDGE_ACCESS'),
    prompts: leaf(OFF, 'WORKSPACE_PROMPTS_ACCESS'),
    tools: leaf(OFF, 'WORKSPACE_TOOLS_ACCESS'),
    skills: leaf(OFF, 'WORKSPACE_SKILLS_ACCESS', 'U'),
    models_import: leaf(OFF, 'WORKSPACE_MODELS_IMPORT'),
    models_export: leaf(OFF, 'WORKSPACE_MODELS_EXPORT'),
    models_hidden: leaf(OFF, 'WORKSPACE_MODELS_HIDDEN', 'N'),
    prompts_import: leaf(OFF, 'WORKSPACE_PROMPTS_IMPORT'),
    prompts_export: leaf(OFF, 'WORKSPACE_PROMPTS_EXPORT'),
    tools_import: leaf(OFF, 'WORKSPACE_TOOLS_IMPORT'),
    tools_export: leaf(OFF, 'WORKSPACE_TOOLS_EXPORT'),
    skills_import: leaf(OFF, 'WORKSPACE_SKILLS_IMPORT', 'U'),
    skills_export: leaf(OFF, 'WORKSPACE_SKILLS_EXPORT', 'U'),
  },
  sharing: {
    models: leaf(OFF, 'WORKSPACE_MODELS_ALLOW_SHARING'),
    public_models: leaf(OFF, 'WORKSPACE_MODELS_ALLOW_PUBLIC_SHARING'),
    knowledge: leaf(OFF, 'WORKSPACE_KNOWLEDGE_ALLOW_SHARING'),
    public_knowledge: leaf(OFF, 'WORKSPACE_KNOWLEDGE_ALLOW_PUBLIC_SHARING'),
    prompts: leaf(OFF, 'WORKSPACE_PROMPTS_ALLOW_SHARING'),
    public_prompts: leaf(OFF, 'WORKSPACE_PROMPTS_ALLOW_PUBLIC_SHARING'),
    tools: leaf(OFF, 'WORKSPACE_TOOLS_ALLOW_SHARING'),
    public_tools: leaf(OFF, 'WORKSPACE_TOOLS_ALLOW_PUBLIC_SHARING'),
    skills: leaf(OFF, 'WORKSPACE_SKILLS_ALLOW_SHARING', 'U'),
    public_skills: leaf(OFF, 'WORKSPACE_SKILLS_ALLOW_PUBLIC_SHARING', 'U'),
    notes: leaf(OFF, 'NOTES_ALLOW_SHARING'),
    public_notes: leaf(OFF, 'NOTES_ALLOW_PUBLIC_SHARING'),
    folders: leaf(OFF, 'FOLDERS_ALLOW_SHARING', 'U'),
    public_chats: leaf(OFF, 'CHAT_ALLOW_PUBLIC_SHARING', 'U'),
    open_chats: leaf(OFF, 'CHAT_ALLOW_OPEN_SHARING', 'F'),
    public_calendars: leaf(OFF, 'CALENDAR_ALLOW_PUBLIC_SHARING', 'U'),
  },
  access_grants: {
    allow_users: leaf(ON, 'ACCESS_GRANTS_ALLOW_USERS', 'U'),
    allow_groups: leaf(ON, 'ACCESS_GRANTS_ALLOW_GROUPS', 'F'),
  },
  chat: {
    controls: leaf(ON, 'CHAT_CONTROLS'),
    valves: leaf(ON, 'CHAT_VALVES'),
    system_prompt: leaf(ON, 'CHAT_SYSTEM_PROMPT'),
    params: leaf(ON, 'CHAT_PARAMS'),
    file_upload: leaf(ON, 'CHAT_FILE_UPLOAD'),
    web_upload: leaf(ON, 'CHAT_WEB_UPLOAD', 'U'),
    delete: leaf(ON, 'CHAT_DELETE'),
    delete_message: leaf(ON, 'CHAT_DELETE_MESSAGE'),
    continue_response: leaf(ON, 'CHAT_CONTINUE_RESPONSE'),
    regenerate_response: leaf(ON, 'CHAT_REGENERATE_RESPONSE'),
    rate_response: leaf(ON, 'CHAT_RATE_RESPONSE'),
    edit: leaf(ON, 'CHAT_EDIT'),
    share: leaf(ON, 'CHAT_SHARE'),
    export: leaf(ON, 'CHAT_EXPORT'),
    import: leaf(ON, 'CHAT_IMPORT', 'U'),
    stt: leaf(ON, 'CHAT_STT'),
    tts: leaf(ON, 'CHAT_TTS'),
    call: leaf(ON, 'CHAT_CALL'),
    multiple_models: leaf(ON, 'CHAT_MULTIPLE_MODELS'),
    temporary: leaf(ON, 'CHAT_TEMPORARY'),
    temporary_enforced: leaf(OFF, 'CHAT_TEMPORARY_ENFORCED'),
  },
  features: {
    api_keys: leaf(OFF, 'FEATURES_API_KEYS'),
    notes: leaf(ON, 'FEATURES_NOTES'),
    folders: leaf(ON, 'FEATURES_FOLDERS'),
    channels: leaf(ON, 'FEATURES_CHANNELS'),
    encrypted_channels: leaf(OFF, 'FEATURES_ENCRYPTED_CHANNELS', 'N'),
    direct_tool_servers: leaf(OFF, 'FEATURES_DIRECT_TOOL_SERVERS'),
    web_search: leaf(ON, 'FEATURES_WEB_SEARCH'),
    image_generation: leaf(ON, 'FEATURES_IMAGE_GENERATION'),
    code_interpreter: leaf(ON, 'FEATURES_CODE_INTERPRETER'),
    memories: leaf(ON, 'FEATURES_MEMORIES', 'U'),
    automations: leaf(OFF, 'FEATURES_AUTOMATIONS', 'U'),
    calendar: leaf(ON, 'FEATURES_CALENDAR', 'U'),
    webhooks: leaf(OFF, 'FEATURES_USER_WEBHOOKS', 'U'),
  },
  settings: {
    interface: leaf(ON, 'SETTINGS_INTERFACE', 'U'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, PermissionDeclaration>>>>;

type Declared = typeof PERMISSIONS;
export type PermissionSection = keyof Declared;

/** A leaf by its path, as guards ask for it: `features.api_keys`. */
export type PermissionLeaf = {
  [Section in PermissionSection]: `${Section}.${Extract<keyof Declared[Section], string>}`;
}[PermissionSection];

/** Every leaf with its declaration, in the order in which trees are shown. */
export const PERMISSION_LEAVES: ReadonlyMap<PermissionLeaf, PermissionDeclaration> = new Map(
  Object.entries<Readonly<Record<string, PermissionDeclaration>>>(PERMISSIONS).flatMap(([section, leaves]) =>
    Object.entries(leaves).map(([name, declaration]) => [
      `${section}.${name}` as PermissionLeaf,
      declaration,
    ]),
  ),
);

export function isPermissionLeaf(path: string): path is PermissionLeaf {
  return (PERMISSION_LEAVES as ReadonlyMap<string, unknown>).has(path);
}

/** The sections that S knows: its clients send no others, so that only these can be asked for. */
export const SECTIONS_SINCE_S: readonly PermissionSection[] = ['workspace', 'sharing', 'chat', 'features'];
