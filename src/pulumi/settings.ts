import { IConstruct } from 'constructs';

/** Stub until src/kubernetes/settings.ts is there. */
export interface SettingsProps { readonly namespace?: string; readonly domain?: string }

const KEY = Symbol.for('mlops-constructs.settings-stub');

/** Stub until src/kubernetes/settings.ts is there. */
export class Settings {
  public static set(scope: IConstruct, props: SettingsProps): void {
    Object.defineProperty(scope, KEY, { value: props });
  }

  public static of(scope: IConstruct): SettingsProps {
    return Object.assign({}, ...scope.node.scopes.map(s => (s as { [KEY]?: SettingsProps })[KEY] ?? {}));
  }
}
