import { ApiObject } from 'cdk8s';
import { ConstructError } from '../core/construct-error';
import { hasToken } from '../core/tokens';

/** A Kubernetes object as cdk8s writes it; its strings may hold tokens. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly [field: string]: unknown;
}

/** What Pulumi writes where an Output is used as text; see https://www.pulumi.com/docs/iac/concepts/inputs-outputs/. */
const OUTPUT_AS_TEXT = 'Calling [toString] on an [Output<T>]';

/**
 * The manifest of an object.
 *
 * @throws ConstructError when it holds something that an Output left behind and that could not become a value again
 */
export function manifestOf(object: ApiObject): Manifest {
  const manifest = object.toJson() as Manifest;
  const findings: string[] = [];
  inspect(manifest, '', findings);
  if (findings.length > 0) throw new ConstructError(object, findings);
  return manifest;
}

function inspect(value: unknown, path: string, findings: string[]): void {
  if (typeof value === 'number' && Number.isNaN(value)) {
    findings.push(`${path} is not a number: an Output cannot be calculated with: calculate in Pulumi, with output.apply`);
  } else if (typeof value === 'string' && value.includes(OUTPUT_AS_TEXT)) {
    findings.push(`${path} has an Output written as text: its value is not known yet: put asString(output) into the text`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) {
      if (hasToken(key)) findings.push(`${path} has an Output as a map key: keys must be known before anything is deployed: write it as plain text`);
      inspect(field, `${path}/${key}`, findings);
    }
  }
}
