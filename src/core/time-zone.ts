/**
 * Whether the text is a name of the IANA database, as Go reads it: letter by letter. The API server refuses `Local`, and offsets have no
 * name.
 */
export function isTimeZone(text: string): boolean {
  if (!text.split('/').every(part => /^[A-Z][A-Za-z0-9+_-]*$/.test(part))) return false;
  try {
    // An alias resolves to another name, and a name in other capitals to itself.
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
    return timeZone === text || timeZone.toLowerCase() !== text.toLowerCase();
  } catch {
    return false;
  }
}
