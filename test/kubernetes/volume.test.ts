import { Job, MountPropagation, Volume } from '../../src';
import { container, find, synth } from '../../src/testing';
import { chart } from '../chart';

test('a directory of the node must exist', () => {
  expect(Volume.hostPath('sys', '/sys').source).toEqual({ hostPath: { path: '/sys', type: 'Directory' } });
});

test('a mount sees later mounts of the node only where it says so', () => {
  const scope = chart();
  const volume = Volume.hostPath('root', '/');
  new Job(scope, 'Reads', {
    image: 'example.org/team/image:1',
    mounts: [{ volume, path: '/a', readOnly: true, mountPropagation: MountPropagation.HOST_TO_CONTAINER }, { volume, path: '/b', readOnly: true }],
  });
  expect(container(find(synth(scope), 'Job'), 'main').volumeMounts.slice(0, 2)).toEqual([
    { name: 'root', mountPath: '/a', readOnly: true, mountPropagation: 'HostToContainer' }, { name: 'root', mountPath: '/b', readOnly: true },
  ]);
});
