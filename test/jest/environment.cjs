'use strict';
const { ModuleMocker } = require('jest-mock');

/** The worker's own globals, for all of its suites: what they share (see runtime.cjs) knows no others. */
module.exports = class SharedEnvironment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern = null;
  #before = { console: globalThis.console, exit: process.exit };

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }

  async setup() {}

  /** Jest puts a console and an exit of its own in their place for each suite. */
  async teardown() {
    globalThis.console = this.#before.console;
    process.exit = this.#before.exit;
  }
};
