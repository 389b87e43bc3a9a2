import { Construct } from 'constructs';
import { nameBetween } from './names';
import { admitNamespace } from './network';
import { createObject } from './object';
import { namespaceOf } from './settings';
import { asText, atLeast, Check, IConnectable, required, SecretRef, together, valid, VALIDATORS } from '../core';

/** Between which numbers of pods a workload moves. */
export interface AutoscalingLimits {
  /**
   * Pods that there are at least; 0 works with KEDA alone.
   *
   * @default 1
   */
  readonly minReplicas?: number;
  /** Pods that there are at most. */
  readonly maxReplicas: number;
  /**
   * Use of CPU, in per cent of what the pods set aside, that is aimed at. Unused with KEDA.
   *
   * @default 80
   */
  readonly cpuUtilization?: number;
}

/** How many pods a workload has, where that follows their load. */
export interface Autoscaling extends AutoscalingLimits {
  /**
   * Scales by what KEDA measures, where it is installed.
   *
   * @default none: a HorizontalPodAutoscaler scales by the use of CPU
   */
  readonly keda?: KedaScaling;
}

/** Where KEDA is. */
export interface KedaOptions {
  /**
   * Namespace of KEDA's operator, which is let in to what it measures.
   *
   * @default 'keda'
   */
  readonly namespace?: string;
}

/** What KEDA measures: the sum of its triggers, shared out over the pods. */
export interface KedaScaling extends KedaOptions {
  /** What is summed up. */
  readonly triggers: readonly KedaTrigger[];
  /** The part of the sum that one pod copes with. */
  readonly target: number;
  /**
   * Parameters of all triggers that are secret.
   *
   * @default none
   */
  readonly secrets?: Record<string, SecretRef>;
  /**
   * What KEDA's operator must reach.
   *
   * @default nothing
   */
  readonly reaches?: readonly IConnectable[];
}

/** One value that KEDA measures. */
export interface KedaTrigger {
  /** Its name: letters and digits. */
  readonly name: string;
  /** Kind of scaler, such as `redis`. */
  readonly type: string;
  /** The scaler's parameters. */
  readonly metadata: Record<string, string>;
}

/** What is scaled. */
export interface ScaleTarget {
  /** Deployment or StatefulSet. */
  readonly kind: string;
  /** Its name. */
  readonly name: string;
  /** Its labels. */
  readonly labels: Record<string, string>;
}

/** What must hold for a number of pods that follows their load. */
export function autoscalingChecks(autoscaling: AutoscalingLimits & { readonly keda?: KedaOptions } | undefined, prop = 'autoscaling'): Check[] {
  if (!autoscaling) return [];
  const { minReplicas = 1, maxReplicas, cpuUtilization, keda } = autoscaling;
  return [
    required(`${prop}.maxReplicas`, maxReplicas),
    atLeast(`${prop}.minReplicas`, minReplicas, keda ? 0 : 1), atLeast(`${prop}.maxReplicas`, maxReplicas, 1),
    atLeast(`${prop}.cpuUtilization`, cpuUtilization, 1), valid(VALIDATORS.dnsLabel, `${prop}.keda.namespace`, keda?.namespace),
    together({ minReplicas, maxReplicas }, ({ minReplicas: least, maxReplicas: most }) => least > most, 'there are to be more at least than at most',
      'swap them', `${prop}.`),
  ];
}

/** Makes what scales a workload, which must not say itself how many pods it has. */
export function createAutoscaler(scope: Construct, target: ScaleTarget, autoscaling: Autoscaling): void {
  const { minReplicas = 1, maxReplicas, cpuUtilization = 80, keda } = autoscaling;
  const { name, kind, labels } = target;
  if (keda) {
    createScaledObject(scope, target, { minReplicaCount: minReplicas, maxReplicaCount: maxReplicas }, keda);
    return;
  }
  createObject(scope, 'Autoscaler', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    name,
    labels,
    body: {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
        minReplicas,
        maxReplicas,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuUtilization } } }],
      },
    },
  });
}

function createScaledObject(scope: Construct, { kind, name, labels }: ScaleTarget, counts: object, keda: KedaScaling): void {
  const { triggers, target, secrets = {}, reaches = [], namespace = 'keda' } = keda;
  const secret = Object.keys(secrets).length > 0;
  const formula = triggers.map(trigger => trigger.name).join(' + ');
  if (secret) {
    createObject(scope, 'TriggerAuthentication', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      name,
      labels,
      body: {
        spec: { secretTargetRef: Object.entries(secrets).map(([parameter, ref]) => ({ parameter, name: ref.secret, key: ref.key })) },
      },
    });
  }
  createObject(scope, 'Autoscaler', {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    name,
    labels,
    body: {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
        ...counts,
        // Several triggers by themselves would count as the largest of them.
        advanced: { scalingModifiers: { formula, target: asText(target), metricType: 'AverageValue' } },
        triggers: triggers.map(trigger => ({ ...trigger, ...secret && { authenticationRef: { name } } })),
      },
    },
  });
  for (const { pods } of reaches.flatMap(({ connection }) => connection.endpoints)) {
    if (!pods) continue;
    admitNamespace(scope, `Keda-${pods.name}`, nameBetween({ name, namespace: namespaceOf(scope) }, pods, 'keda-to'), pods, namespace);
  }
}
