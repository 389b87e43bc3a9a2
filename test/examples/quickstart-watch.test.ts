import { unlessStuck } from '../../examples/quickstart/deploy';
import { ContainerStatus, Event, Objects } from '../../examples/quickstart/objects';
import { Watch, headline, observe } from '../../examples/quickstart/watch';

const EMPTY: Objects = { namespace: 'ml', pods: [], replicaSets: [], statefulSets: [], jobs: [], claims: [], events: [] };

const inState = (state: ContainerStatus['state'], uid = 'web'): Objects => {
  const containerStatuses = [{ name: 'main', image: 'web:1', ready: false, restartCount: 0, state }];
  const conditions = [{ type: 'PodScheduled', status: 'True' }];
  return { ...EMPTY, pods: [{ metadata: { name: uid, uid }, status: { phase: 'Pending', conditions, containerStatuses } }] };
};

const pulling = (uid: string, message: string, tries = 1): Objects => {
  const failed: Event = {
    involvedObject: { uid }, type: 'Warning', reason: 'Failed', message: `Failed to pull image "web:1": ${message}`, count: tries,
  };
  return { ...inState({ waiting: { reason: 'ErrImagePull', message } }, uid), events: [failed] };
};
const ABSENT = pulling('web', 'manifest unknown');
const UNREACHED = pulling('web', 'dial tcp: i/o timeout');
const unscheduled: Objects = {
  ...EMPTY,
  pods: [{
    metadata: { name: 'big', uid: 'big' },
    status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '1 Insufficient cpu.' }] },
  }],
};

const reasons = (watch: Watch, objects: Objects, now: number) => watch.look(objects, now).told.map(({ message }) => message);

describe('what is told', () => {
  test('once, and again when its reason changes', () => {
    const watch = new Watch(EMPTY, 0);
    expect(reasons(watch, UNREACHED, 2)).toEqual(['web:1: dial tcp: i/o timeout']);
    expect(reasons(watch, UNREACHED, 4)).toEqual([]);
    expect(reasons(watch, ABSENT, 6)).toEqual(['web:1: manifest unknown']);
    expect(reasons(watch, UNREACHED, 8)).toEqual([]);
  });

  test('when it has lasted without a break', () => {
    const watch = new Watch(EMPTY, 0);
    expect(reasons(watch, unscheduled, 0)).toEqual([]);
    expect(reasons(watch, unscheduled, 9)).toEqual([]);
    expect(reasons(watch, EMPTY, 11)).toEqual([]);
    expect(reasons(watch, unscheduled, 12)).toEqual([]);
    expect(reasons(watch, unscheduled, 22)).toEqual(['1 Insufficient cpu.']);
  });
});

describe('what is waited for', () => {
  const pending = ['pod/web waits: ErrImagePull; last warning: Failed to pull image "web:1": dial tcp: i/o timeout'];

  test('is told a minute after the last step', () => {
    const watch = new Watch(EMPTY, 0);
    expect(watch.look(EMPTY, 59).waited).toEqual([]);
    expect(watch.look(UNREACHED, 59).waited).toEqual([]);
    expect(watch.look(UNREACHED, 118).waited).toEqual([]);
    expect(watch.look(UNREACHED, 119).waited).toEqual(pending);
  });

  test('is told again when it is something else, a minute later', () => {
    const watch = new Watch(UNREACHED, 0);
    const other = pulling('web', 'EOF');
    expect(watch.look(UNREACHED, 60).waited).toEqual(pending);
    expect(watch.look(UNREACHED, 120).waited).toEqual([]);
    expect(watch.look(other, 121).waited).toEqual(['pod/web waits: ErrImagePull; last warning: Failed to pull image "web:1": EOF']);
    expect(watch.look(UNREACHED, 180).waited).toEqual([]);
    expect(watch.look(UNREACHED, 181).waited).toEqual(pending);
  });

  test('is no step when it goes back and forth', () => {
    const running: Objects = { ...EMPTY, pods: [{ metadata: { uid: 'web' }, status: { phase: 'Running' } }] };
    const failed: Objects = { ...EMPTY, pods: [{ metadata: { uid: 'web' }, status: { phase: 'Failed' } }] };
    const watch = new Watch(EMPTY, 0);
    [running, failed, running, failed].forEach((objects, index) => watch.look(objects, index));
    expect(watch.look(running, 60).waited).toEqual([]);
    expect(watch.look(running, 61).waited).toHaveLength(1);
  });
});

describe('it stops', () => {
  test('at once where nothing can come of it', () => {
    expect(headline(new Watch(EMPTY, 0).look(ABSENT, 2).stop!)).toBe('pod/web: ImagePullBackOff: web:1: manifest unknown');
  });

  test('not where the cluster tries again', () => {
    const watch = new Watch(EMPTY, 0);
    expect(watch.look(UNREACHED, 2).stop).toBeUndefined();
    expect(watch.look(UNREACHED, 600).stop).toBeUndefined();
  });

  test('not for what stood there before, until the cluster has tried again and nothing has moved for a minute', () => {
    const watch = new Watch(ABSENT, 0);
    const again = pulling('web', 'manifest unknown', 2);
    expect(watch.look(ABSENT, 2).told).toHaveLength(1);
    expect(watch.look(ABSENT, 60).stop).toBeUndefined();
    const moved = { ...again, claims: [{ metadata: { uid: 'data' }, status: { phase: 'Bound' } }] };
    expect(watch.look(moved, 70).stop).toBeUndefined();
    expect(watch.look(moved, 129).stop).toBeUndefined();
    expect(watch.look(moved, 130).stop?.about).toBe('pod/web');
  });

  test('for what only something else could repair, when nothing has moved for a minute', () => {
    const never = { waiting: { reason: 'ErrImageNeverPull', message: 'is not present with pull policy of Never' } };
    const objects = inState(never);
    const watch = new Watch(EMPTY, 0);
    expect(watch.look(objects, 10).stop).toBeUndefined();
    expect(watch.look(objects, 70).stop?.reason).toBe('ErrImageNeverPull');
  });
});

describe('the observer', () => {
  const crash = inState({ terminated: { exitCode: 3 } });
  const lost = async () => { throw new Error('connection reset'); };

  test('says what it sees with the log, passes over an answer that fails, and returns why it stops', async () => {
    const answers: (() => Promise<Objects>)[] = [async () => crash, lost, async () => ABSENT];
    const said: string[] = [];
    const cluster = { objects: async () => answers.shift()!(), log: async () => ['no way'] };
    const found = await observe(cluster, EMPTY, line => said.push(line), new AbortController().signal, 1);
    expect(found?.about).toBe('pod/web');
    expect(said).toEqual([
      '\nquickstart: pod/web: CrashLoopBackOff: container main ended with exit code 3\n  -> it is started again: see its log\n  | no way',
      expect.stringMatching(/^\nquickstart: pod\/web: ImagePullBackOff: web:1: manifest unknown\n {2}-> the registry has no such image: /),
    ]);
  });

  test('ends with its signal', async () => {
    const ends = new AbortController();
    const cluster = { objects: async () => { ends.abort(); return ABSENT; }, log: async () => [] };
    expect(await observe(cluster, EMPTY, () => {}, ends.signal, 1)).toBeUndefined();
  });
});

describe('beside a deployment', () => {
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  afterAll(() => stdout.mockRestore());

  const found = { ...new Watch(EMPTY, 0).look(ABSENT, 2).stop!, remedy: 'copy it' };
  const interrupted = (stop: AbortSignal) => new Promise<never>((_, reject) => {
    stop.addEventListener('abort', () => reject(new Error('cancelled')));
  });

  test('what nothing can come of interrupts it, and is the reason that is given', async () => {
    const work = unlessStuck(async () => found, (stop, onOutput) => {
      onOutput('Updating');
      return interrupted(stop);
    });
    await expect(work).rejects.toThrow('stopped, since nothing can come of waiting for pod/web: ImagePullBackOff: web:1: manifest unknown. '
      + 'What helps: copy it. Then run the same command again to go on, or `npm run quickstart -- --destroy` to take everything away');
  });

  test('nothing is looked at before it says something', async () => {
    const look = jest.fn(async () => found);
    expect(await unlessStuck(look, async () => 'done')).toBe('done');
    expect(look).not.toHaveBeenCalled();
  });

  test('its end ends the observer, and its own failure stays what it is', async () => {
    const ended = jest.fn();
    const until = (ends: AbortSignal) => new Promise<undefined>(resolve => {
      ends.addEventListener('abort', () => {
        ended();
        resolve(undefined);
      });
    });
    const work = unlessStuck(until, async (_, onOutput) => {
      onOutput('Updating');
      throw new Error('its own');
    });
    await expect(work).rejects.toThrow('its own');
    expect(ended).toHaveBeenCalledTimes(1);
  });
});
