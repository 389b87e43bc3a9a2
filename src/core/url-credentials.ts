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
