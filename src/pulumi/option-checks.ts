import * as pulumi from '@pulumi/pulumi';
import { ComponentOptions } from './component-options';
import { Check, ConstructError } from '../core/construct-error';
import { nearest } from '../core/nearest';
import { what } from '../core/what';

/** Every option, so that a new one of Pulumi's is missed by the compiler, and not by a program. */
const KNOWN: Record<keyof Required<ComponentOptions>, true> = {
  settings: true,
  retainData: true,
  id: true,
  parent: true,
  dependsOn: true,
  protect: true,
  ignoreChanges: true,
  replaceOnChanges: true,
  replacementTrigger: true,
  version: true,
  aliases: true,
  provider: true,
  providers: true,
  customTimeouts: true,
  transformations: true,
  transforms: true,
  urn: true,
  pluginDownloadURL: true,
  retainOnDelete: true,
  deletedWith: true,
  replaceWith: true,
  hooks: true,
  hideDiffs: true,
  envVarMappings: true,
};

/**
 * Holds the options of a component against those that there are. The values of Pulumi's own are left to Pulumi.
 *
 * @param name name of the component
 * @throws ConstructError with all that is wrong
 */
export function checkOptions(name: string, opts: unknown): void {
  const findings = typeof opts !== 'object' || opts === null || Array.isArray(opts) || pulumi.Output.isInstance(opts)
    ? [`options: it is ${pulumi.Output.isInstance(opts) ? 'an Output' : what(opts)}: pass an object such as { settings: { … }, retainData: true }`]
    : optionChecks(opts as Record<string, unknown>);
  if (findings.length > 0) throw new ConstructError(name, findings);
}

function optionChecks(opts: Record<string, unknown>): Check[] {
  const names = Object.keys(KNOWN);
  const { retainData, settings } = opts;
  const remedy = (near: string | undefined) => near ? `write ${near}` : `there are ${names.join(', ')}`;
  return [
    ...Object.keys(opts).filter(key => !names.includes(key) && opts[key] !== undefined)
      .map((key): Check => [true, `options.${key}`, undefined, 'there is no such option', remedy(nearest(key, names))]),
    [retainData !== undefined && typeof retainData !== 'boolean', 'options.retainData', typeof retainData === 'string' ? retainData : undefined,
      `it is ${pulumi.Output.isInstance(retainData) ? 'an Output' : what(retainData)}`, 'write true or false'],
    [settings === null, 'options.settings', settings, 'it is null', 'leave it out'],
  ].filter(([failed]) => failed) as Check[];
}
