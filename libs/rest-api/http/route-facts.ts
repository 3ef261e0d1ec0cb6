import { RouteConfig } from '@nestjs/platform-fastify';
import type { Capability, PermissionLeaf } from '@reeve/contracts';

/** Who may call a route. */
export type RouteAccess =
  | { readonly kind: 'public'; readonly session: 'ignored' | 'used' }
  | {
      readonly kind: 'requires';
      readonly capability: Capability;
      readonly waivedBy?: Waiver;
      /** Whether operators may call it as well, in the system's name. */
      readonly orOperator?: true;
    };

/** A setting that opens a route to everybody. */
export type Waiver = 'metricsPublic';

/** What the decorators of a route have said of it. */
export interface RouteFacts {
  readonly access?: RouteAccess;
  /** What the caller must have been granted as well, unless they administrate. */
  readonly permission?: PermissionLeaf;
  /** `import`: bodies of up to 10 MB are taken instead of 1 MB. */
  readonly bodyLimit?: 'import';
  /** The handler reads the body as it comes. */
  readonly streamedBody?: true;
  /** The path ends with a slash. */
  readonly trailingSlash?: true;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Absent on routes that did not come from a controller. */
    readonly facts?: RouteFacts;
  }
}

/** By the methods of controllers. Every request asks for them, and Reflect's metadata are four maps away. */
const FACTS = new WeakMap<object, RouteFacts>();
const NONE: RouteFacts = {};

/** What is known of a controller's method. */
export function factsOf(handler: object): RouteFacts {
  return FACTS.get(handler) ?? NONE;
}

/** Adds to what is known of a route: for Nest's guards by the method, for Fastify's hooks by the route's config. */
export function addFacts(added: RouteFacts): MethodDecorator {
  return (target, key, descriptor) => {
    const facts = { ...factsOf(methodOf(descriptor)), ...added };
    FACTS.set(methodOf(descriptor), facts);
    (RouteConfig({ facts }) as MethodDecorator)(target, key, descriptor);
  };
}

function methodOf(descriptor: { value?: unknown }): object {
  return descriptor.value as object;
}
