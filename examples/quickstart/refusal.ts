/** Why the quickstart does not go on, and the remedy: one line for the user, no stack trace. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message.replace(/\s+/g, ' ').trim());
  }
}
