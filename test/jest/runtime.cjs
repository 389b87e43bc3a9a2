'use strict';
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const Runtime = require('jest-runtime').default;

const SRC = path.join(__dirname, '..', '..', 'src') + path.sep;
const NODE_MODULES = `${path.sep}node_modules${path.sep}`;

/** Where the maps of the sources lie that the worker has loaded. */
const sourceMaps = new Map();

/**
 * Loads `src/` and packages once for all suites of a worker, by Node's own `require`. Jest loads them anew for each: most of the time
 * of a test would go into that, and into code that is not compiled by the machine before the suite is over.
 *
 * A suite that mocks a module has sources of its own, and so has each where sources change or are measured in between. The others
 * share what a module holds, as the files of a user's program do.
 */
module.exports = class SharedRuntime extends Runtime {
  #ownSources;

  constructor(config, environment, resolver, transformer, ...rest) {
    super(config, environment, resolver, transformer, ...rest);
    const { watch, watchAll, collectCoverage } = rest.at(-1);
    this.#ownSources = watch || watchAll || collectCoverage;
    const { executor } = this;
    executor.compile = (code, filename) => vm.compileFunction(code, executor.injectedModuleParameters, { filename });
    const maps = this.getSourceMaps();
    for (const [file, map] of sourceMaps) maps.set(file, map);
    Module._extensions['.ts'] = (module, file) => {
      const { code, sourceMapPath } = transformer.transform(file, {});
      sourceMaps.set(file, sourceMapPath);
      maps.set(file, sourceMapPath);
      module._compile(code, file);
    };
  }

  requireModuleOrMock(from, name) {
    const file = this.#shared(from, name);
    return file === undefined ? super.requireModuleOrMock(from, name) : require(file);
  }

  setMock(...mock) {
    this.#ownSources = true;
    return super.setMock(...mock);
  }

  /** The file of a module that suites share; undefined for all others. */
  #shared(from, name) {
    if (Module.isBuiltin(name) || name.startsWith('@jest/') || this.mockState.shouldMockCjs(from, name).shouldMock) return undefined;
    const file = this._resolution.resolveCjsStub(from, name) || this._resolution.resolveCjs(from, name);
    return file.includes(NODE_MODULES) || (file.startsWith(SRC) && !this.#ownSources) ? file : undefined;
  }
};
