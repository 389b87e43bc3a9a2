import { Manifest, nameOf } from './manifest';
import { PodTemplate, podSpecs } from './pod-template';

/** What a rule objects to. */
export interface Violation {
  /** Name of the container. Absent where it is the pod as a whole. */
  readonly container?: string;
  /** Path of the field, from the container or from the pod's spec. */
  readonly field: string;
  /** The value found there; `undefined` when the field is not set. */
  readonly value: unknown;
  /** What the value has to be, as in "must be false". */
  readonly expected: string;
}

/** A violation, the object it was found in, and the rule that found it. */
export interface Finding extends Violation {
  /** The object, as `Deployment ml/mlflow`. */
  readonly object: string;
  /** Name of the rule. */
  readonly rule: string;
}

/**
 * A rule is a function of one pod; its function name is the rule's name.
 *
 * The second argument holds all manifests, for rules that have to look beyond the pod.
 */
export type Rule = (pod: PodTemplate, manifests: readonly Manifest[]) => Violation[];

/** Whether something that a rule objects to is allowed in that pod all the same. */
export type Waiver = (violation: Violation, pod: PodTemplate, manifests: readonly Manifest[]) => boolean;

/** A list of rules under a name. Where two of its rules object to the same field, the later one speaks for both. */
export interface Pack {
  /** The name, as messages use it. */
  readonly name: string;
  /** The rules, from the lenient to the strict. */
  readonly rules: readonly Rule[];
}

/** Everything that a pack's rules find in the pods among the manifests, and that no waiver allows. */
export function check(manifests: readonly Manifest[], pack: Pack, waive: Waiver = () => false): Finding[] {
  return podSpecs(manifests).flatMap((pod) => {
    const findings = new Map<string, Finding>();
    for (const rule of pack.rules) {
      for (const violation of rule(pod, manifests)) {
        const place = `${violation.container ?? ''}\n${violation.field}`;
        findings.delete(place);
        findings.set(place, { ...violation, object: nameOf(pod.owner), rule: rule.name });
      }
    }
    return [...findings.values()].filter((finding) => !waive(finding, pod, manifests));
  });
}

/**
 * Throws unless every pod among the manifests keeps every rule of the pack, but for what a waiver allows.
 *
 * ```ts
 * const costCentre: Rule = ({ labels }) => labels.costCentre ? [] : [
 *   { field: 'metadata.labels.costCentre', value: undefined, expected: 'must name who pays' },
 * ];
 * expectPack(manifests, { name: 'house rules', rules: [costCentre] });
 * ```
 *
 * @throws one Error with all findings, one a line: object, container, field, value, requirement, rule
 */
export function expectPack(manifests: readonly Manifest[], pack: Pack, waive?: Waiver): void {
  const findings = check(manifests, pack, waive);
  if (findings.length === 0) return;
  throw new Error(`${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} against ${pack.name}:\n`
    + findings.map((finding) => `  ${render(finding)}`).join('\n'));
}

function render({ object, container, field, value, expected, rule }: Finding): string {
  const place = container === undefined ? 'pod' : `container "${container}"`;
  return `${object}, ${place}: ${field} is ${value === undefined ? 'not set' : JSON.stringify(value)}, ${expected} (${rule})`;
}
