import { Namespace, NamespaceProps, PodSecurity } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

function labels(props: NamespaceProps = {}): Record<string, string> {
  const scope = chart();
  new Namespace(scope, 'Namespace', props);
  return find(synth(scope), 'Namespace').metadata.labels!;
}

test.each([[undefined, 'restricted'], [PodSecurity.RESTRICTED, 'restricted'], [PodSecurity.BASELINE, 'baseline'], [PodSecurity.PRIVILEGED, 'privileged']])(
  'with %p all three modes are at %s', (podSecurity, level) => {
    expect(['enforce', 'audit', 'warn'].map(mode => labels({ podSecurity })[`pod-security.kubernetes.io/${mode}`])).toEqual([level, level, level]);
  });
