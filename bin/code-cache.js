// The bundle's files are compiled from what the build kept of them beside them (FILE.cache), see docs/adr/0007-code-cache.md.
var fs = require('node:fs');
var Module = require('node:module');
var path = require('node:path');
var vm = require('node:vm');

function kept(file) {
  try {
    return fs.readFileSync(file + '.cache');
  } catch {
    return undefined;
  }
}

/**
 * Loads every .cjs file of the bundle with its code cache. V8 takes a cache only from its own version and flags; from
 * another, or without one, the file is compiled as ever. `loaded` is given each script, for the build to make caches of.
 */
exports.useCodeCache = function (loaded) {
  Module._extensions['.cjs'] = function (module, file) {
    var script = new vm.Script(Module.wrap(fs.readFileSync(file, 'utf8')), { filename: file, cachedData: kept(file) });
    if (loaded) loaded(file, script);
    script.runInThisContext().call(module.exports, module.exports, Module.createRequire(file), module, file, path.dirname(file));
  };
};
