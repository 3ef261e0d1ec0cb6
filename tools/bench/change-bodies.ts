/** Sections that are written to, and plans that are made; whatever came before, the nth body differs from those just before it. */
export type Change = 'connections' | 'banners' | 'models' | 'plans';

/** JSON of the nth body. Three flags make eight states: a body that is overtaken by less than eight others still changes. */
export function bodyOf(kind: Change, nth: number): string {
  switch (kind) {
    case 'connections':
      return JSON.stringify({
        ENABLE_DIRECT_CONNECTIONS: (nth & 1) === 1,
        ENABLE_BASE_MODELS_CACHE: (nth & 2) === 2,
        ENABLE_DIRECT_INTEGRATIONS: (nth & 4) === 4,
      });
    case 'banners':
      return JSON.stringify({
        banners: [
          {
            id: 'maintenance',
            type: 'info',
            title: '',
            content: `Notice ${nth}`,
            dismissible: true,
            timestamp: nth,
          },
        ],
      });
    case 'models':
      return JSON.stringify({
        DEFAULT_MODELS: `model-${nth}`,
        DEFAULT_PINNED_MODELS: null,
        MODEL_ORDER_LIST: [],
      });
    case 'plans':
      return JSON.stringify({
        name: `Made ${nth}`,
        description: 'As much as a team of ten uses in a month.',
        price: 9.99,
        currency: 'USD',
        interval: 'month',
        quotas: { requests: 1000, tokens_input: null },
        features: ['Priority', 'Support by e-mail'],
        display_order: 1000 + (nth % 1000),
      });
  }
}
