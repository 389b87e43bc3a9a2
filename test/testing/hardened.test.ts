import { Manifest, check, expectHardened, hardenedPack } from '../../src/testing';

const PERSON = [{ name: 'HOME', value: '/tmp' }, { name: 'USER', value: 'web' }, { name: 'LOGNAME', value: 'web' }];

/** A Deployment that keeps every promise. */
function deployment({ spec = {}, container = {}, kind = 'Deployment' }: { spec?: object; container?: object; kind?: string } = {}): Manifest {
  const template = {
    metadata: { labels: { app: 'web', tier: 'front' } },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      serviceAccountName: 'web',
      containers: [{
        name: 'main',
        image: 'ghcr.io/acme/web:1.2',
        imagePullPolicy: 'IfNotPresent',
        securityContext: { readOnlyRootFilesystem: true },
        resources: {
          requests: { 'cpu': '100m', 'memory': '64Mi', 'ephemeral-storage': '64Mi' }, limits: { 'memory': '64Mi', 'ephemeral-storage': '1Gi' },
        },
        env: PERSON,
        livenessProbe: { httpGet: { path: '/healthz', port: 80 } },
        readinessProbe: { httpGet: { path: '/readyz', port: 80 } },
        ports: [{ containerPort: 80 }],
        ...container,
      }],
      ...spec,
    },
  };
  const batch = kind === 'Job';
  return { apiVersion: batch ? 'batch/v1' : 'apps/v1', kind, metadata: { name: 'web', namespace: 'ml' }, spec: { template } };
}

function policy(spec: object = {}, namespace = 'ml'): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace },
    spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress', 'Egress'], ...spec },
  };
}

/** Findings of one rule, as `container: field`. */
function found(rule: string, ...manifests: Manifest[]): string[] {
  return check(manifests, hardenedPack).filter((each) => each.rule === rule)
    .map(({ container, field }) => (container === undefined ? field : `${container}: ${field}`));
}
const extra = (container: object) => ({ name: 'extra', ...container });
const env = (name: string, value?: string) => ({ container: { env: [{ name, value }] } });

test('accepts a Deployment that keeps every promise', () => expect(() => expectHardened([deployment(), policy()])).not.toThrow());

test.each(hardenedPack.rules.map((rule) => rule.name))('%s lets it pass', (rule) => expect(found(rule, deployment(), policy())).toEqual([]));

test('throws what is wrong, and where', () => {
  expect(() => expectHardened([deployment({ container: { image: 'web:latest' } }), policy()])).toThrow(new Error([
    '1 finding against hardening beyond Pod Security:',
    '  Deployment ml/web, container "main": image is "web:latest", must have a tag other than latest, or a digest (pinnedImage)',
  ].join('\n')));
});

describe('readOnlyRootFilesystem', () => {
  test.each([false, undefined])('objects to %s', (readOnlyRootFilesystem) => {
    expect(found('readOnlyRootFilesystem', deployment({ container: { securityContext: { readOnlyRootFilesystem } } })))
      .toEqual(['main: securityContext.readOnlyRootFilesystem']);
  });

  test('looks at init containers', () => {
    expect(found('readOnlyRootFilesystem', deployment({ spec: { initContainers: [extra({})] } }))).toEqual(['extra: securityContext.readOnlyRootFilesystem']);
  });
});

test.each([true, undefined])('noAutomountedToken objects to %s', (automountServiceAccountToken) => {
  expect(found('noAutomountedToken', deployment({ spec: { automountServiceAccountToken } }))).toEqual(['automountServiceAccountToken']);
});

test.each(['default', '', undefined])('ownServiceAccount objects to %p', (serviceAccountName) => {
  expect(found('ownServiceAccount', deployment({ spec: { serviceAccountName } }))).toEqual(['serviceAccountName']);
});

test.each([true, undefined])('noServiceLinks objects to %s', (enableServiceLinks) => {
  expect(found('noServiceLinks', deployment({ spec: { enableServiceLinks } }))).toEqual(['enableServiceLinks']);
});

describe('resources', () => {
  test('objects to each that is missing', () => {
    expect(found('resources', deployment({ container: { resources: undefined } }))).toEqual([
      'requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.memory', 'limits.ephemeral-storage',
    ].map((field) => `main: resources.${field}`));
  });

  test('asks no limit of CPU', () => {
    expect(found('resources', deployment())).toEqual([]);
  });

  test('asks nothing of ephemeral containers', () => {
    expect(found('resources', deployment({ spec: { ephemeralContainers: [extra({})] } }))).toEqual([]);
  });
});

test.each(PERSON.map(({ name }) => name))('person objects to a container without %s', (name) => {
  expect(found('person', deployment({ container: { env: PERSON.filter((variable) => variable.name !== name) } }))).toEqual([`main: env[${name}]`]);
});

describe('distinctNames', () => {
  test('objects to two volumes of one name', () => {
    expect(found('distinctNames', deployment({ spec: { volumes: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] } }))).toEqual(['volumes']);
  });

  test('objects to two containers of one name', () => {
    expect(found('distinctNames', deployment({ spec: { initContainers: [{ name: 'main' }] } }))).toEqual(['containers']);
  });

  test('objects to two volumes at one path', () => {
    expect(found('distinctNames', deployment({ container: { volumeMounts: [{ name: 'a', mountPath: '/a' }, { name: 'b', mountPath: '/a' }] } })))
      .toEqual(['main: volumeMounts']);
  });
});

describe('probePorts', () => {
  test.each([{ httpGet: { port: 81 } }, { tcpSocket: { port: 81 } }, { httpGet: { port: 'other' } }])('objects to %j', (livenessProbe) => {
    expect(found('probePorts', deployment({ container: { livenessProbe } }))).toEqual(['main: livenessProbe port']);
  });

  test.each([{ exec: { command: ['true'] } }, { httpGet: { port: 'http' } }])('accepts %j', (livenessProbe) => {
    expect(found('probePorts', deployment({ container: { livenessProbe, ports: [{ name: 'http', containerPort: 80 }] } }))).toEqual([]);
  });
});

describe('probes', () => {
  test.each(['livenessProbe', 'readinessProbe'])('objects to a Deployment without %s', (probe) => {
    expect(found('probes', deployment({ container: { [probe]: undefined } }))).toEqual([`main: ${probe}`]);
  });

  test('asks none of a Job', () => {
    expect(found('probes', deployment({ kind: 'Job', container: { livenessProbe: undefined, readinessProbe: undefined } }))).toEqual([]);
  });

  test('asks none of a Pod that ends', () => {
    const { spec } = deployment({ spec: { restartPolicy: 'Never' }, container: { livenessProbe: undefined } }).spec.template;
    expect(found('probes', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'it' }, spec })).toEqual([]);
  });

  test('asks none of an init container', () => expect(found('probes', deployment({ spec: { initContainers: [extra({})] } }))).toEqual([]));

  test('asks none of a container that does not listen', () => {
    expect(found('probes', deployment({ container: { ports: undefined, livenessProbe: undefined, readinessProbe: undefined } }))).toEqual([]);
  });

  test('asks both of a sidecar that listens', () => {
    expect(found('probes', deployment({ spec: { initContainers: [extra({ restartPolicy: 'Always', ports: [{ containerPort: 81 }] })] } })))
      .toEqual(['extra: livenessProbe', 'extra: readinessProbe']);
  });
});

test('imagePullPolicy objects when it is left to the tag', () => {
  expect(found('imagePullPolicy', deployment({ container: { imagePullPolicy: undefined } }))).toEqual(['main: imagePullPolicy']);
});

describe('pinnedImage', () => {
  test.each(['web', 'web:latest', 'ghcr.io/acme/web', 'registry:5000/web', undefined])('objects to %s', (image) => {
    expect(found('pinnedImage', deployment({ container: { image } }))).toEqual(['main: image']);
  });

  test.each(['web:1', 'registry:5000/web:1', 'web@sha256:0a', 'ghcr.io/acme/web:1@sha256:0a'])('accepts %s', (image) => {
    expect(found('pinnedImage', deployment({ container: { image } }))).toEqual([]);
  });
});

describe('maintainedImage', () => {
  test.each(['bitnami/redis:7', 'docker.io/bitnamilegacy/redis:7', 'minio/minio:1', 'quay.io/minio/mc:1', 'mirror:5000/hub/bitnami/redis:7'])('objects to %s', (image) => {
    expect(found('maintainedImage', deployment({ container: { image } }))).toEqual(['main: image']);
  });

  test.each(['acme/redis:7-bitnami', 'ghcr.io/acme/web:minio', 'acme/not-minio:1'])('accepts %s', (image) => {
    expect(found('maintainedImage', deployment({ container: { image } }))).toEqual([]);
  });
});

describe('noLiteralSecret', () => {
  test.each(['PGPASSWORD', 'DB_PASSWORD', 'AIRFLOW__CORE__SECRET_KEY', 'API_TOKEN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'dbPassword'])('objects to a literal %s', (name) => {
    expect(found('noLiteralSecret', deployment(env(name, 'x')))).toEqual([`main: env[${name}].value`]);
  });

  test.each(['TOKENIZERS_PARALLELISM', 'MAX_TOKENS', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'PASSWORD_FILE', 'SECRET_NAME', 'PGUSER'])('accepts a literal %s', (name) => {
    expect(found('noLiteralSecret', deployment(env(name, 'x')))).toEqual([]);
  });

  test('accepts a reference', () => {
    const password = { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } };
    expect(found('noLiteralSecret', deployment({ container: { env: [password] } }))).toEqual([]);
  });

  test('accepts what another variable holds', () => expect(found('noLiteralSecret', deployment(env('PGPASSWORD', '$(DB_PASSWORD)')))).toEqual([]));

  test('objects to a password in a URL', () => {
    expect(found('noLiteralSecret', deployment(env('URI', 'postgresql://ml:hunter2@db:5432/ml')))).toEqual(['main: env[URI].value']);
  });

  test('accepts a URL that takes its password from another variable', () => {
    expect(found('noLiteralSecret', deployment(env('URI', 'postgresql://ml:$(PGPASSWORD)@db:5432/ml')))).toEqual([]);
  });

  test('does not print the secret', () => {
    expect(() => expectHardened([deployment(env('PGPASSWORD', 'hunter2')), policy()])).toThrow(/^(?![^]*hunter2)/);
  });
});

describe('networkPolicy', () => {
  const both = ['NetworkPolicy for Ingress', 'NetworkPolicy for Egress'];

  test('objects where there is none', () => expect(found('networkPolicy', deployment())).toEqual(both));

  test('objects where it governs ingress only', () => expect(found('networkPolicy', deployment(), policy({ policyTypes: ['Ingress'] }))).toEqual([both[1]]));

  test('objects where it governs egress only', () => expect(found('networkPolicy', deployment(), policy({ policyTypes: ['Egress'] }))).toEqual([both[0]]));

  test('accepts one policy for each direction', () => {
    expect(found('networkPolicy', deployment(), policy({ policyTypes: ['Ingress'] }), policy({ policyTypes: ['Egress'] }))).toEqual([]);
  });

  test('takes egress rules for a policy on egress where the types are left out', () => {
    expect(found('networkPolicy', deployment(), policy({ policyTypes: undefined, egress: [{}] }))).toEqual([]);
  });

  test('takes ingress alone where types and egress rules are left out', () => {
    expect(found('networkPolicy', deployment(), policy({ policyTypes: undefined }))).toEqual([both[1]]);
  });

  test('objects where the policy is in another namespace', () => expect(found('networkPolicy', deployment(), policy({}, 'other'))).toEqual(both));

  test('objects where one of two labels differs', () => {
    expect(found('networkPolicy', deployment(), policy({ podSelector: { matchLabels: { app: 'web', tier: 'back' } } }))).toEqual(both);
  });

  test('accepts a policy for all pods of the namespace', () => expect(found('networkPolicy', deployment(), policy({ podSelector: {} }))).toEqual([]));

  test.each([
    [{ key: 'app', operator: 'In', values: ['web', 'api'] }, true],
    [{ key: 'app', operator: 'In', values: ['api'] }, false],
    [{ key: 'app', operator: 'NotIn', values: ['api'] }, true],
    [{ key: 'app', operator: 'NotIn', values: ['web'] }, false],
    [{ key: 'zone', operator: 'NotIn', values: ['web'] }, true],
    [{ key: 'app', operator: 'Exists' }, true],
    [{ key: 'zone', operator: 'Exists' }, false],
    [{ key: 'zone', operator: 'DoesNotExist' }, true],
    [{ key: 'app', operator: 'DoesNotExist' }, false],
  ])('reads the expression %j', (expression, selected) => {
    expect(found('networkPolicy', deployment(), policy({ podSelector: { matchExpressions: [expression] } }))).toEqual(selected ? [] : both);
  });
});
