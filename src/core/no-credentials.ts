import { Check } from './construct-error';

/** The prop must be a URL without user and password, which would stand in the manifest. The message does not show it. */
export function noCredentials(prop: string, value: string | undefined, remedy: string): Check {
  return [text => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(String(text)), prop, value, 'it holds credentials, which would stand in the manifest', remedy];
}
