import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Cron, Include, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { alias, connect, IConnectable, MlflowAuth, MlflowServer, Namespace, Postgres, Server, Settings } from '../../src';
import { Manifest, podSpecs, PodTemplate, synth } from '../../src/testing';
import { chart } from '../chart';
import { Pod, Policies } from '../policies/evaluator';

const IMAGE = 'example.org/team/train:1';
const PLACE = { host: 'h.example.org', port: 443, scheme: 'https' };
/** Something outside that is used, with what it gives. */
const giving = (given: object): IConnectable => ({ connection: { endpoints: [PLACE], ...given } });
const secret = (name: string, namespace = 'ml') => ({ namespace, secret: name, key: 'k' });

/** A workload of Kubernetes, as an object. */
function object(scope: Construct, pod: object = {}, container: object = {}, kind = 'Deployment'): ApiObject {
  const template = { metadata: { labels: { app: 'train' } }, spec: { containers: [{ name: 'main', image: IMAGE, ...container }], ...pod } };
  return new ApiObject(scope, 'train', { apiVersion: 'apps/v1', kind, metadata: { name: 'train' }, spec: { template } } as never);
}

const podOf = (manifests: readonly Manifest[], name = 'train'): PodTemplate => (
  podSpecs(manifests).find(({ owner }) => owner.metadata.name.includes(name))!);
const envOf = (manifests: readonly Manifest[], index = 0) => podOf(manifests).spec.containers[index].env;

const URI = { name: 'MLFLOW_TRACKING_URI', value: 'http://ml-mlflow-server.ml.svc:5000' };
const PASSWORD = { name: 'MLFLOW_TRACKING_PASSWORD', valueFrom: { secretKeyRef: { name: 'ml-mlflow-auth', key: 'adminPassword' } } };

/** Workloads that are not this library's, each a client of MLflow in its own way. */
const CLIENTS: Record<string, (scope: Construct, mlflow: MlflowServer) => void> = {
  Deployment: (scope, mlflow) => connect(new kplus.Deployment(scope, 'train', { containers: [{ image: IMAGE }] }), [mlflow]),
  StatefulSet: (scope, mlflow) => {
    const service = new kplus.Service(scope, 'service', { ports: [{ port: 80 }] });
    connect(new kplus.StatefulSet(scope, 'train', { containers: [{ image: IMAGE }], service }), [mlflow]);
  },
  DaemonSet: (scope, mlflow) => connect(new kplus.DaemonSet(scope, 'train', { containers: [{ image: IMAGE }] }), [mlflow]),
  Job: (scope, mlflow) => connect(new kplus.Job(scope, 'train', { containers: [{ image: IMAGE }] }), [mlflow]),
  CronJob: (scope, mlflow) => (
    connect(new kplus.CronJob(scope, 'train', { schedule: Cron.daily(), containers: [{ image: IMAGE }] }), [mlflow])),
  Pod: (scope, mlflow) => connect(new kplus.Pod(scope, 'train', { containers: [{ image: IMAGE }] }), [mlflow]),
  ApiObject: (scope, mlflow) => connect(object(scope), [mlflow]),
  Rollout: (scope, mlflow) => {
    const spec = { template: { spec: { containers: [{ name: 'main', image: IMAGE }] } } };
    const custom = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'train' }, spec };
    connect(new ApiObject(scope, 'train', custom), [mlflow]);
  },
  Include: (scope, mlflow) => connect(included(scope, 'train'), [mlflow]),
};

/** An Include of YAML with a ConfigMap and Deployments of these names. */
function included(scope: Construct, ...names: string[]): Include {
  const file = join(mkdtempSync(join(tmpdir(), 'connect-')), 'app.yaml');
  writeFileSync(file, ['apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n', ...names.map(name => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: main
          image: ${IMAGE}
`)].join(''));
  return new Include(scope, 'App', { url: file });
}

describe.each(Object.entries(CLIENTS))('pods of %s', (_kind, make) => {
  let manifests: Manifest[];
  let client: Pod;
  beforeAll(() => {
    const scope = chart();
    new Namespace(scope, 'Namespace');
    const mlflow = new MlflowServer(scope, 'Mlflow', { auth: MlflowAuth.basic() });
    new Postgres(scope, 'Other');
    new kplus.Deployment(scope, 'stranger', { containers: [{ image: IMAGE }] });
    make(scope, mlflow);
    manifests = synth(scope.node.root);
    const rollout = manifests.find(manifest => manifest.kind === 'Rollout');
    const template = rollout ? rollout.spec.template : undefined;
    const { labels } = template?.metadata ?? podOf(manifests);
    client = { name: 'train', namespace: 'ml', labels };
  });

  test('get address and password', () => {
    const rollout = manifests.find(manifest => manifest.kind === 'Rollout');
    const [container] = rollout ? rollout.spec.template.spec.containers : podOf(manifests).spec.containers;
    expect(container.env).toEqual([URI, { name: 'MLFLOW_TRACKING_USERNAME', value: 'admin' }, PASSWORD]);
  });

  test('reach the server and nothing else', () => {
    const policies = new Policies(manifests);
    const servers = podSpecs(manifests).map(({ owner, labels }) => ({ name: owner.metadata.name, namespace: 'ml', labels }));
    const reached = servers.filter(to => policies.targets.some(target => policies.reaches(client, to, target)));
    expect(reached.map(({ name }) => name)).toEqual(['ml-mlflow-server']);
    expect(policies.reachesAddress(client, '8.8.8.8', { port: 443 })).toBe(false);
  });

  test('ask for names', () => {
    const dns = { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
    expect(new Policies(manifests).reaches(client, dns, { port: 53, protocol: 'UDP' })).toBe(true);
  });

  test('start after their policies', () => {
    const index = (name: RegExp) => manifests.findIndex(each => name.test(`${each.kind} ${each.metadata.name}`));
    const own = index(/^NetworkPolicy (ml-)?train[^ ]*[a-z]$/);
    const workload = manifests.findIndex(each => /train/.test(each.metadata.name) && each.kind !== 'NetworkPolicy' && each.kind !== 'Service');
    expect(own).toBeGreaterThanOrEqual(0);
    expect(own).toBeLessThan(workload);
    expect(index(/^NetworkPolicy .*train.*-to-ml-mlflow-server$/)).toBeLessThan(workload);
  });

  test('leave the server closed to a Deployment that was not connected', () => {
    const policies = new Policies(manifests);
    const stranger = { name: 'stranger', namespace: 'ml', labels: podOf(manifests, 'stranger').labels };
    const server = { name: 'server', namespace: 'ml', labels: podOf(manifests, 'mlflow-server').labels };
    expect(policies.reaches(stranger, server, { port: 5000 })).toBe(false);
  });
});

describe('the order of calls makes no difference', () => {
  const made = (steps: (deployment: kplus.Deployment, mlflow: MlflowServer) => void) => {
    const scope = chart();
    const mlflow = new MlflowServer(scope, 'Mlflow');
    const deployment = new kplus.Deployment(scope, 'train');
    steps(deployment, mlflow);
    return synth(scope).filter(({ metadata }) => /train/.test(metadata.name));
  };
  const add = (deployment: kplus.Deployment) => {
    deployment.addContainer({ image: IMAGE, name: 'main', envVariables: { A: kplus.EnvValue.fromValue('$(MLFLOW_TRACKING_URI)') } });
  };
  const expected = made((deployment, mlflow) => { add(deployment); connect(deployment, [mlflow]); });

  test('a container that comes later is connected', () => {
    expect(made((deployment, mlflow) => { connect(deployment, [mlflow]); add(deployment); })).toEqual(expected);
    expect(envOf(expected)).toEqual([URI, { name: 'A', value: '$(MLFLOW_TRACKING_URI)' }]);
  });

  test('what is connected twice counts once', () => {
    expect(made((deployment, mlflow) => {
      add(deployment);
      connect(deployment, [mlflow]);
      connect(deployment, [mlflow, mlflow]);
    })).toEqual(expected);
  });

  test('a variable that comes later is kept', () => {
    const later = made((deployment, mlflow) => {
      connect(deployment, [mlflow]);
      add(deployment);
      deployment.containers[0].env.addVariable('B', kplus.EnvValue.fromValue('b'));
    });
    expect(envOf(later)).toContainEqual({ name: 'B', value: 'b' });
  });

  test('a patch that comes later is kept, and what it adds is connected', () => {
    const scope = chart();
    const client = object(scope);
    connect(client, [giving({ env: { A: 'a' } })], { container: 'second' });
    client.addJsonPatch(JsonPatch.add('/spec/template/spec/containers/-', { name: 'second', image: IMAGE }));
    expect(envOf(synth(scope), 1)).toEqual([{ name: 'A', value: 'a' }]);
  });

  test('two calls are one', () => {
    const both = (steps: (client: ApiObject, one: IConnectable, two: IConnectable) => void) => {
      const scope = chart();
      const [one, two] = ['One', 'Two'].map(id => new MlflowServer(scope, id));
      steps(object(scope), one, alias(two, 'TWO'));
      return synth(scope).filter(({ metadata }) => /train/.test(metadata.name));
    };
    const twice = both((client, one, two) => { connect(client, [one]); connect(client, [two]); });
    expect(twice).toEqual(both((client, one, two) => connect(client, [one, two])));
  });

  test('a second port of a server is opened by the policies that are there', () => {
    const scope = chart();
    const server = new Server(scope, 'Server', { image: IMAGE, ports: { http: 80, grpc: 90 } });
    const client = object(scope);
    for (const port of ['http', 'grpc']) connect(client, [{ connection: { endpoints: [server.endpoint(port)] } }]);
    const policies = new Policies(synth(scope));
    const [from, to] = ['train', 'server'].map(name => ({ name, namespace: 'ml', labels: podOf(synth(scope), name).labels }));
    expect([80, 90, 91].map(port => policies.reaches(from, to, { port }))).toEqual([true, true, false]);
  });

  test('it is written the same however often', () => {
    const scope = chart();
    connect(object(scope), [giving({ env: { A: 'a' }, files: { '/etc/a': secret('s') } })]);
    expect(synth(scope)).toEqual(synth(scope));
    expect(Testing.synth(scope)).toEqual(Testing.synth(scope));
  });
});

describe('a container', () => {
  const two = (scope: Construct) => object(scope, { containers: [{ name: 'web', image: IMAGE }, { name: 'model', image: IMAGE }] });

  test('is the first one', () => {
    const scope = chart();
    connect(two(scope), [giving({ env: { A: 'a' } })]);
    expect([0, 1].map(index => envOf(synth(scope), index))).toEqual([[{ name: 'A', value: 'a' }], undefined]);
  });

  test('is the one that is named', () => {
    const scope = chart();
    connect(two(scope), [giving({ env: { A: 'a' } })], { container: 'model' });
    expect([0, 1].map(index => envOf(synth(scope), index))).toEqual([undefined, [{ name: 'A', value: 'a' }]]);
  });

  test('may be an init container', () => {
    const scope = chart();
    connect(object(scope, { initContainers: [{ name: 'fetch', image: IMAGE }] }), [giving({ env: { A: 'a' } })], { container: 'fetch' });
    expect(podOf(synth(scope)).spec.initContainers[0].env).toEqual([{ name: 'A', value: 'a' }]);
  });

  test('must be there', () => {
    const scope = chart();
    connect(two(scope), [giving({})], { container: 'modle' });
    expect(() => synth(scope)).toThrow("ml/train: container 'modle': there is no such container: use one of web, model");
  });
});

test('files are mounted beside the volumes that are there', () => {
  const scope = chart();
  const volumes = [{ name: 'own', emptyDir: {} }];
  connect(object(scope, { volumes }, { volumeMounts: [{ name: 'own', mountPath: '/own' }] }), [giving({ files: { '/etc/key': secret('s') } })]);
  const { containers: [{ volumeMounts }], volumes: all } = podOf(synth(scope)).spec;
  const { name } = all[1];
  expect(all).toEqual([...volumes, { name, secret: { secretName: 's', items: [{ key: 'k', path: 'file' }] } }]);
  expect(volumeMounts).toEqual([{ name: 'own', mountPath: '/own' }, { name, mountPath: '/etc/key', subPath: 'file', readOnly: true }]);
});

describe('the policies', () => {
  const reaches = (scope: Construct, address: string, port: number) => {
    const manifests = synth(scope);
    return new Policies(manifests).reachesAddress({ name: 'train', namespace: 'ml', labels: podOf(manifests).labels }, address, { port });
  };

  test('open what lies outside, and not the metadata services of clouds', () => {
    const scope = chart();
    connect(object(scope), [giving({})]);
    expect([reaches(scope, '8.8.8.8', 443), reaches(scope, '8.8.8.8', 80), reaches(scope, '169.254.169.254', 443)]).toEqual([true, false, false]);
  });

  test('open the Kubernetes API where that is asked for', () => {
    const [without, asked] = [false, true].map(apiAccess => {
      const scope = chart();
      connect(object(scope), [], { apiAccess });
      return reaches(scope, '10.0.0.1', 6443);
    });
    expect([without, asked]).toEqual([false, true]);
  });

  test('leave it as it is who may come in', () => {
    const scope = chart();
    connect(object(scope), [giving({})]);
    const manifests = synth(scope);
    const [user, client] = [{ app: 'user' }, podOf(manifests).labels].map(labels => ({ name: 'p', namespace: 'ml', labels }));
    expect(new Policies(manifests).reaches(user, client, { port: 80 })).toBe(true);
  });

  test('let a client of another namespace in', () => {
    const app = Testing.app();
    const [ml, team] = ['ml', 'team'].map(namespace => new Chart(app, namespace, { namespace }));
    connect(object(team), [new MlflowServer(ml, 'Mlflow')]);
    const manifests = synth(app);
    const [client, server] = ['train', 'mlflow'].map(name => {
      const { labels, owner } = podOf(manifests, name);
      return { name, namespace: owner.metadata.namespace!, labels };
    });
    const policies = new Policies(manifests);
    expect(policies.reaches(client, server, { port: 5000 })).toBe(true);
    expect(policies.reaches({ ...client, namespace: 'ml' }, server, { port: 5000 })).toBe(false);
  });

  test('are of the namespace that the object names', () => {
    const scope = chart();
    const client = new ApiObject(scope, 'train', {
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'train', namespace: 'team' }, spec: { containers: [{ name: 'main', image: IMAGE }] },
    } as never);
    connect(client, [giving({})]);
    expect(synth(scope).filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.namespace)).toEqual(['team']);
  });
});

describe('what contradicts it is refused, with both sides', () => {
  const failure = (pod: object, container: object, ...given: object[]) => {
    const scope = chart();
    connect(object(scope, pod, container), given.map(giving));
    try {
      synth(scope);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };
  const REMEDY = "leave the variable out of the container, or wrap what sets it in alias(…, 'PREFIX')";

  test('a variable that is something else', () => {
    expect(failure({}, { env: [{ name: 'A', value: 'mine' }] }, { env: { A: 'theirs' } })).toBe("ml/Connected-train: variable 'A' "
      + `'["mine","theirs"]': container 'main' and what it uses as number 1 mean different things by it: ${REMEDY}`);
  });

  test('a variable of a Secret that is text', () => {
    expect(failure({}, { env: [{ name: 'A', value: 'mine' }] }, { env: { A: secret('s') } })).toContain(
      '["mine",{"secretKeyRef":{"key":"k","name":"s"}}]');
  });

  test.each<[string, object, object]>([
    ['text', { value: 'same' }, { A: 'same' }],
    ['empty text', {}, { A: '' }],
    ['a Secret', { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }, { A: secret('s') }],
  ])('but not one that is the same: %s', (_what, variable, env) => {
    expect(failure({}, { env: [{ name: 'A', ...variable }] }, { env })).toBeUndefined();
  });

  test('two of its uses', () => {
    expect(failure({}, {}, { env: { A: '1' } }, { env: { A: '2' } })).toContain(
      '\'["1","2"]\': what it uses as number 1 and what it uses as number 2 mean different things by it');
  });

  test('a volume in the place of a file', () => {
    const volumes = [{ name: 'own', emptyDir: {} }];
    expect(failure({ volumes }, { volumeMounts: [{ name: 'own', mountPath: '/etc/key' }] }, { files: { '/etc/key': secret('s') } })).toBe(
      "ml/Connected-train: file '/etc/key': volume 'own' and what it is connected with are both mounted there in container 'main': "
      + 'mount the volume at another path');
  });

  test('a label of an identity', () => {
    expect(failure({}, {}, { identity: { podLabels: { app: 'azure' } } })).toBe("ml/Connected-train: label 'app' '[\"train\",\"azure\"]': "
      + 'the template of the pods and what it uses as number 1 mean different things by it: leave the label out of the template');
  });

  test('a Secret of another namespace', () => {
    expect(failure({}, {}, { env: { A: secret('s', 'else') } })).toContain("a pod reads only Secrets of its own namespace, and 's' is of another");
  });

  test('a ServiceAccount without the annotations of an identity', () => {
    expect(failure({ serviceAccountName: 'own' }, {}, { identity: { serviceAccountAnnotations: { role: 'r' } } })).toBe(
      "ml/Connected-train: serviceAccountName 'own': what it is connected with needs annotations of that ServiceAccount, and this program sets none: "
      + 'make the ServiceAccount here, with the annotations {"role":"r"}, or use keys in place of an identity');
  });

  test('but not one that has them', () => {
    const scope = chart();
    const account = new kplus.ServiceAccount(scope, 'own', { metadata: { annotations: { role: 'r' } } });
    connect(object(scope, { serviceAccountName: account.name }), [giving({ identity: { serviceAccountAnnotations: { role: 'r' } } })]);
    expect(podOf(synth(scope)).spec.serviceAccountName).toBe(account.name);
  });
});

describe('what is no client is refused', () => {
  const refused = (make: (scope: Chart) => unknown) => () => make(new Chart(new App(), 'ml', { namespace: 'ml' }));

  test('what holds no pods', () => {
    expect(refused(scope => connect(new kplus.ConfigMap(scope, 'Map'), []))).not.toThrow();
    expect(refused(scope => {
      connect(new kplus.ConfigMap(scope, 'Map'), []);
      synth(scope);
    })).toThrow('ml/Map/Resource: it is a ConfigMap, which holds no pods: connect a Deployment, StatefulSet');
    expect(refused(scope => connect(included(scope), []))).toThrow('ml/App: it holds no pods: pass a workload of cdk8s-plus');
  });

  test('an Include with several', () => {
    expect(refused(scope => connect(included(scope, 'a', 'b'), []))).toThrow(
      "ml/App: it holds Deployment 'a' and Deployment 'b': connect each of them by itself");
  });

  test('one of several is taken', () => {
    const scope = chart();
    connect(included(scope, 'a', 'b').apiObjects.find(({ name }) => name === 'b')!, [giving({ env: { A: 'a' } })]);
    expect(['a', 'b'].map(name => podSpecs(synth(scope)).find(({ owner }) => owner.metadata.name === name)!.spec.containers[0].env)).toEqual(
      [undefined, [{ name: 'A', value: 'a' }]]);
  });

  test('a server of this library', () => {
    expect(refused(scope => connect(new Server(scope, 'Server', { image: IMAGE }), []))).toThrow(
      'ml/Server: its pods are made here: list what they talk to in its uses');
  });

  test('what is no construct', () => {
    expect(() => connect({} as never, [])).toThrow('connect: client: it is no construct of cdk8s: pass a workload of cdk8s-plus');
  });

  test('what nothing can be used of', () => {
    expect(refused(scope => connect(object(scope), [{} as never]))).toThrow('connect: uses[0].connection: it is required');
  });

  test('a workload without a namespace', () => {
    expect(() => connect(object(new Chart(new App(), 'ml')), [])).toThrow('ml/Connected-train: it has no namespace');
  });
});

test('settings hold for the policies', () => {
  const scope = chart();
  Settings.set(scope, { labels: { team: 'a' }, dns: { namespaceLabels: { name: 'dns' }, podLabels: { app: 'dns' }, ports: [5300] } });
  connect(object(scope), [giving({})]);
  const { metadata, spec } = synth(scope).find(({ kind }) => kind === 'NetworkPolicy')!;
  expect([metadata.labels?.team, spec.egress[0].ports[0]]).toEqual(['a', { protocol: 'UDP', port: 5300 }]);
});
