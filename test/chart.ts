import { App, Chart, Testing } from 'cdk8s';
import { Settings, SettingsProps } from '../src';

/** A chart in the namespace `ml` of a new app, with settings if they are given. */
export function chart(settings?: SettingsProps): Chart {
  const app: App = Testing.app();
  const made = new Chart(app, 'ml', { namespace: 'ml' });
  if (settings) Settings.set(made, settings);
  return made;
}
