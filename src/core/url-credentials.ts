import { Rule } from './construct-error';

/** A password in a URL; one that the kubelet puts in from a variable, as `$(NAME)`, is none. */
const PASSWORD = /\b[a-z][a-z0-9+.-]*:\/\/(?:[^\s/?#@:"'<>$%{}()]|%[0-9a-f]{2})*:(?!\$\([A-Z_a-z]\w*\)@)(?:[^\s/?#@"'<>%{}]|%[0-9a-f]{2})+@/i;

/** Whether there is a URL with a password somewhere in a text. */
export function hasUrlPassword(text: string): boolean {
  return text.includes('://') && PASSWORD.test(text);
}

/** The text without users and passwords of the URLs in it, to be shown. */
export function withoutCredentials(text: string): string {
  return text.replace(/(:\/\/)[^\s/?#]*@/g, '$1…@');
}

/** The prop must be a URL without user and password, which would stand in the manifest. The message does not show it. */
export function noCredentials(prop: string, value: string | undefined, remedy: string): Rule {
  return [text => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(String(text)), prop, value, 'it holds credentials, which would stand in the manifest', remedy];
}
