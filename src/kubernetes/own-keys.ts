import { Check } from '../core';

/** What all keys of labels and annotations of this library start with, where they are not Kubernetes' own. */
const PREFIX = 'mlops-constructs/';
/** Labels by which Services, network policies and people find the pods of a workload. */
const LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/managed-by'];

/** Nobody but this library may set its labels, since they would be lost without a word, or select other pods. */
export function ownLabelChecks(prop: string, labels: Record<string, string> = {}): Check[] {
  return Object.keys(labels).filter(key => LABELS.includes(key) || key.startsWith(PREFIX)).map(
    (key): Check => [true, prop, key, 'this library sets that label itself', 'choose another key']);
}

/** The same for its annotations. */
export function ownAnnotationChecks(prop: string, annotations: Record<string, string> = {}): Check[] {
  return Object.keys(annotations).filter(key => key.startsWith(PREFIX)).map(
    (key): Check => [true, prop, key, 'this library sets that annotation itself', 'choose another key']);
}
