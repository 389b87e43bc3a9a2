import { Construct } from 'constructs';
import { INSTANCE, PeerGroup, PEERS } from './network';
import { profileOf } from './settings';

/** Whose pods are spread. */
export interface SpreadProps {
  /** Name of the workload. */
  readonly name: string;
  /** Name of the tool. */
  readonly tool: string;
  /** Whether the workload can have several pods. */
  readonly several: boolean;
  /**
   * The group of workloads whose pods are spread together, those of one tool.
   *
   * @default the workload alone
   */
  readonly peers?: PeerGroup;
}

/**
 * How pods that can replace each other are kept apart: over zones where there are some, and over nodes. Where the profile asks for it,
 * no node gets a second one while another could take it.
 */
export function spreadConstraints(scope: Construct, { name, tool, several, peers }: SpreadProps): Record<string, unknown>[] {
  const { highAvailability, strictSpread } = profileOf(scope);
  if (!highAvailability || !(several || peers)) return [];
  const alike = peers
    ? { labelSelector: { matchLabels: { 'app.kubernetes.io/name': tool, [PEERS]: peers.name } } }
    // Without the pods of the version before, which are about to go.
    : { labelSelector: { matchLabels: { [INSTANCE]: name } }, matchLabelKeys: ['pod-template-hash'] };
  const over = (topologyKey: string, strict: boolean) => (
    { maxSkew: 1, topologyKey, whenUnsatisfiable: strict ? 'DoNotSchedule' : 'ScheduleAnyway', ...alike });
  return [over('topology.kubernetes.io/zone', false), over('kubernetes.io/hostname', strictSpread && several)];
}
