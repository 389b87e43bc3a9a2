import { Resources } from './container';

/** CPU and memory of pods that an operator makes, sized as ours are: what is left out is the default's. */
export function operatedResources(defaults: Required<Pick<Resources, 'cpu' | 'memory'>>, own: Resources = {}): object {
  const { cpu = defaults.cpu, memory = defaults.memory, cpuLimit } = own;
  return { requests: { cpu, memory }, limits: { ...cpuLimit !== undefined && { cpu: cpuLimit }, memory } };
}
