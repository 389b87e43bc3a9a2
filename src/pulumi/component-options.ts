import * as pulumi from '@pulumi/pulumi';
import { Inputs } from './inputs';
import { SettingsProps } from './settings';

/** Options of a component, besides those of every Pulumi component. */
export interface ComponentOptions extends pulumi.ComponentResourceOptions {
  /**
   * What the component's objects share, such as the namespace; laid over the settings of the parent component.
   *
   * @default the settings of the parent component
   */
  readonly settings?: Inputs<SettingsProps>;

  /**
   * Whether objects that hold data (volumes, StatefulSets with volumes, database clusters, the namespace around them) are
   * protected, and kept when the component is deleted.
   *
   * @default as the parent component; false without one
   */
  readonly retainData?: boolean;
}

/** The options that Pulumi itself knows; with them the component, and so all of its children, waits for what must hold before. */
export function resourceOptions(opts: ComponentOptions, checked?: Promise<void>): pulumi.ComponentResourceOptions {
  const { settings: _settings, retainData: _retainData, ...rest } = opts;
  // As an Input, since a promise of nothing is not known to be one.
  const after: pulumi.Input<pulumi.Resource[]> | undefined = checked?.then(() => []);
  return checked ? pulumi.mergeOptions(rest, { dependsOn: after }) : rest;
}
