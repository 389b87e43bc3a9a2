import { Job, JobProps, Profile, Server, ServerKind, ServerProps, SettingsProps, Volume } from '../../src';
import { container, find, findAll, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'example.org/team/image:1';
const PERSON = [{ name: 'HOME', value: '/tmp' }, { name: 'USER', value: 'mlops' }, { name: 'LOGNAME', value: 'mlops' }];

function pod(props: Partial<JobProps> = {}): Record<string, any> {
  const scope = chart();
  new Job(scope, 'Train', { image: IMAGE, ...props });
  return find(synth(scope), 'Job').spec.template.spec;
}

function server(props: Partial<ServerProps> = {}, settings: SettingsProps = {}): Record<string, any> {
  const scope = chart(settings);
  new Server(scope, 'Web', { image: IMAGE, ports: { http: 80 }, ...props });
  return findAll(synth(scope), props.kind ?? 'Deployment')[0].spec;
}

describe('processes', () => {
  test('have a name and a home that can be written', () => {
    const { containers: [main], volumes } = pod();
    expect(main.env).toEqual(PERSON);
    expect(main.volumeMounts).toEqual([{ name: 'own-tmp', mountPath: '/tmp' }]);
    expect(volumes).toEqual([{ name: 'own-tmp', emptyDir: { sizeLimit: '128Mi' } }]);
  });

  test('have those that are given', () => {
    expect(pod({ env: { HOME: '/home/jovyan', USER: 'jovyan', LOGNAME: 'jovyan' } }).containers[0].env.map(({ value }: any) => value))
      .toEqual(['/home/jovyan', 'jovyan', 'jovyan']);
  });

  test.each(['/tmp', '/tmp/'])('have the directory that is mounted at %s', path => {
    expect(pod({ mounts: [{ volume: Volume.empty('mine', '10Gi'), path }] }).volumes).toEqual([{ name: 'mine', emptyDir: { sizeLimit: '10Gi' } }]);
  });

  test('of init containers and sidecars have them too', () => {
    const { initContainers, containers } = pod({ initContainers: [{ name: 'a', image: IMAGE }], sidecars: [{ name: 'b', image: IMAGE }] });
    for (const { env, volumeMounts } of [...initContainers, ...containers]) {
      expect([env, volumeMounts]).toEqual([PERSON, [{ name: 'own-tmp', mountPath: '/tmp' }]]);
    }
  });
});

describe("space on the node's disk", () => {
  const space = ({ resources }: any) => [resources.requests['ephemeral-storage'], resources.limits['ephemeral-storage']];

  test('is what logs and empty directories may come to', () => {
    expect(space(pod({ mounts: [{ volume: Volume.empty('tmp', '2Gi'), path: '/tmp' }] }).containers[0])).toEqual(['2112Mi', '3Gi']);
  });

  test('does not grow with directories in memory, claims and files', () => {
    const mounts = [Volume.memory('a', '1Gi'), Volume.claim('b', 'b'), Volume.secret('c', 'c')].map(volume => ({ volume, path: `/${volume.name}` }));
    expect(space(pod({ mounts }).containers[0])).toEqual(['192Mi', '1152Mi']);
  });

  test('counts a directory of several containers once, and in each that runs before them', () => {
    const mounts = [{ volume: Volume.empty('tmp', '1Gi'), path: '/tmp' }];
    const other = (name: string) => ({ name, image: IMAGE, mounts });
    const { initContainers, containers } = pod({ mounts, initContainers: [other('a')], sidecars: [other('b')] });
    expect([...initContainers, ...containers].map(each => space(each)[0])).toEqual(['1088Mi', '1088Mi', '64Mi']);
  });

  test.each([['960Mi', '1Gi'], ['1G', '1018Mi'], ['1Ki', '65Mi']])('with a directory of %s is %s, rounded up and as it is stored', (size, request) => {
    expect(space(pod({ mounts: [{ volume: Volume.empty('tmp', size), path: '/tmp' }] }).containers[0])[0]).toBe(request);
  });
});

describe('pods of one server', () => {
  const LABELS = { labelSelector: { matchLabels: { 'app.kubernetes.io/instance': 'ml-web' } }, matchLabelKeys: ['pod-template-hash'] };
  const over = (topologyKey: string, whenUnsatisfiable: string) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable, ...LABELS });
  const spread = (profile: Profile, replicas?: number) => server({ replicas }, { profile }).template.spec.topologySpreadConstraints;

  test.each([['team', Profile.team(), 'ScheduleAnyway'], ['production', Profile.production(), 'DoNotSchedule']])(
    'are spread over zones and nodes with the profile %s', (_name, profile, overNodes) => {
      expect(spread(profile, 2)).toEqual([over('topology.kubernetes.io/zone', 'ScheduleAnyway'), over('kubernetes.io/hostname', overNodes)]);
    });

  test('are not spread on one machine, nor is a single one', () => {
    expect([spread(Profile.local(), 2), spread(Profile.production())]).toEqual([undefined, undefined]);
  });

  test('are spread alike whatever number is given, as with one that comes later', () => {
    expect(spread(Profile.production(), 1)).toEqual(spread(Profile.production(), 2));
  });

  test('are only preferred on nodes of their own where the profile says so', () => {
    expect(spread(Profile.production({ strictSpread: false }), 2)[1].whenUnsatisfiable).toBe('ScheduleAnyway');
  });
});

describe('a rolling update', () => {
  const DRAIN = { preStop: { sleep: { seconds: 5 } } };

  test('lets clients go before any container of a pod ends', () => {
    const { strategy, template } = server({ sidecars: [{ name: 'proxy', image: IMAGE }] });
    expect(strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    expect(template.spec.containers.map(({ lifecycle }: any) => lifecycle)).toEqual([DRAIN, DRAIN]);
  });

  test.each<[string, Partial<ServerProps>]>([
    ['that starts after all are gone', { recreate: true }], ['without a Service', { ports: {} }], ['of a StatefulSet', { kind: ServerKind.STATEFUL_SET }],
  ])('%s has nobody to wait for', (_what, props) => {
    expect(server(props).template.spec.containers[0]).not.toHaveProperty('lifecycle');
  });

  test('needs the time for it', () => {
    expect(() => server({ terminationGracePeriodSeconds: 5 })).toThrow(
      'ml/Web: terminationGracePeriodSeconds 5: pods go on for 5 seconds, so that no client meets one that has ended: use 6 or more');
    expect(server({ terminationGracePeriodSeconds: 6 }).template.spec.terminationGracePeriodSeconds).toBe(6);
  });
});

test('the token of a sidecar is no reason for a second volume', () => {
  const scope = chart();
  new Job(scope, 'Train', { image: IMAGE, sidecars: [{ name: 'api', image: IMAGE, apiAccess: true }] });
  expect(container(find(synth(scope), 'Job'), 'api').volumeMounts.map(({ name }: any) => name)).toEqual(['own-tmp', 'api-token']);
});
