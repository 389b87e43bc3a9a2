import { Manifest } from '../../src/testing';

/** A Deployment, with more in its spec and its container. */
export const deployment = (spec: object = {}, container: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'ml' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web:1', ...container }] },
    },
    ...spec,
  },
});
/** A Service with more in its port. */
export const service = (port: object): Manifest => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'ml' }, spec: { ports: [{ port: 80, ...port }] },
});
/** An object of any kind. */
export const object = (apiVersion: string, kind: string, rest: object): Manifest => ({ apiVersion, kind, metadata: { name: 'it' }, ...rest });
/** Manifests that a strict API server accepts. */
export const GOOD: Record<string, Manifest> = {
  'a plain Deployment': deployment(),
  'a port by number': service({ targetPort: 8080 }),
  'a port by name': service({ targetPort: 'http' }),
  'quantities as text': deployment({}, { resources: { requests: { cpu: '500m', memory: '1.5Gi' }, limits: { memory: '2e9' } } }),
  'a quantity as a number': deployment({}, { resources: { limits: { cpu: 2 } } }),
  'a Secret in base64': object('v1', 'Secret', { data: { key: 'dmFsdWU=' } }),
  'a rolling update in per cent': deployment({ strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } }),
  'a CustomResourceDefinition with a recursive schema': {
    ...object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      spec: {
        group: 'example.org',
        names: { kind: 'Thing', plural: 'things' },
        scope: 'Namespaced',
        versions: [{
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { properties: { type: 'array', items: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } } },
            },
          },
        }],
      },
    }),
    metadata: { name: 'things.example.org' },
  },
  'a NetworkPolicy': object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } }),
  'data under any key': object('v1', 'ConfigMap', { data: { 'any.key': 'text' } }),
};

/** Manifests that a strict API server refuses, and what the validator says of them. */
export const BAD: Record<string, [Manifest, string]> = {
  'an unknown field at the top': [{ ...deployment(), extra: 1 }, 'Deployment ml/web: extra is an unknown field'],
  'an unknown field deep inside': [
    deployment({}, { securityContext: { readOnlyRootFileSystem: true } }),
    'Deployment ml/web: spec.template.spec.containers[0].securityContext.readOnlyRootFileSystem is an unknown field',
  ],
  'an unknown field in metadata': [
    { ...deployment(), metadata: { name: 'web', namespace: 'ml', label: {} } }, 'Deployment ml/web: metadata.label is an unknown field',
  ],
  'text where a number belongs': [deployment({ replicas: '2' }), 'Deployment ml/web: spec.replicas must be integer, not "2"'],
  'a number where text belongs': [
    deployment({}, { env: [{ name: 'PORT', value: 80 }] }),
    'Deployment ml/web: spec.template.spec.containers[0].env[0].value must be string, not 80',
  ],
  'a boolean where int-or-string belongs': [
    service({ targetPort: true }), 'Service ml/web: spec.ports[0].targetPort must be integer,string, not true',
  ],
  'a fraction where a whole number belongs': [deployment({ replicas: 1.5 }), 'Deployment ml/web: spec.replicas must be integer, not 1.5'],
  'a number beyond int32': [
    deployment({ replicas: 2 ** 33 }), 'Deployment ml/web: spec.replicas must match format "int32", not 8589934592',
  ],
  'a missing required field': [deployment({ selector: undefined }), 'Deployment ml/web: spec.selector is required'],
  'a quantity with an unknown unit': [
    deployment({}, { resources: { limits: { memory: '10GB' } } }),
    'Deployment ml/web: spec.template.spec.containers[0].resources.limits.memory must match format "quantity", not "10GB"',
  ],
  'a Secret that is not base64': [object('v1', 'Secret', { data: { key: 'not base64!' } }), 'Secret it: data.key must match format "byte", not "not base64!"'],
  'a number in a ConfigMap': [object('v1', 'ConfigMap', { data: { port: 80 } }), 'ConfigMap it: data.port must be string, not 80'],
  'a list where a map belongs': [
    { ...deployment(), metadata: { name: 'web', namespace: 'ml', labels: ['a'] as any } }, 'Deployment ml/web: metadata.labels must be object, not ["a"]',
  ],
  'a field of another kind of spec': [deployment({ serviceName: 'web' }), 'Deployment ml/web: spec.serviceName is an unknown field'],
};
