#!/usr/bin/env node
// Must run on any Node, so that an old one gets a sentence instead of a syntax error.
var found = process.versions.node.split('.').map(Number);
if (found[0] < 20 || (found[0] === 20 && found[1] < 19)) {
  process.stderr.write('registryctl needs Node 20.19 or newer; this is Node ' + process.versions.node + '\n');
  process.exitCode = 1;
} else {
  require('./code-cache.js').useCodeCache();
  void require('../dist/main.cjs').main(process);
}
