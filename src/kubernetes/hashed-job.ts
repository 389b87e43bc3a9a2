import { ApiObject, ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';
import { shortHash } from './names';
import { digestString } from '../core';

interface Rendered {
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * A Job whose name ends in a hash of its spec as it is written, patches included: Kubernetes lets nobody change the pods of a Job, and one
 * of another name runs. Whether it is suspended does not count: a Job that waits goes on under its name.
 */
export class HashedJob extends ApiObject {
  constructor(scope: Construct, id: string, props: ApiObjectProps) {
    super(scope, id, props);
    Object.defineProperty(this, 'name', { enumerable: true, get: () => this.toJson().metadata.name });
  }

  public override toJson(): Rendered {
    const rendered = super.toJson() as Rendered;
    const { metadata: { name }, spec: { suspend: _, ...spec } } = rendered;
    // A name that a patch gives is what it asks for.
    if (name !== this.metadata.name) return rendered;
    return { ...rendered, metadata: { ...rendered.metadata, name: `${name}-${digestString(JSON.stringify(spec), hashOf)}` } };
  }
}

/** Whether something is a number or text does not count, since a number that comes late is text until then. */
function hashOf(json: string): string {
  return shortHash(JSON.stringify(JSON.parse(json), (_key, item) => typeof item === 'number' || typeof item === 'boolean' ? String(item) : item));
}
