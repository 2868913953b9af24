// Runs the tests and ends with one line that says how many passed: `N passed, N failed[, N skipped]`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dir = mkdtempSync(join(tmpdir(), 'registryctl-test-'));
const report = join(dir, 'report.json');
// what replaces the trust or the proxy of the machine must not reach servers under test
const env = { ...process.env };
for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'AWS_CA_BUNDLE', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'KUBECONFIG', 'NODE_OPTIONS']) delete env[name];
const config = process.argv[2]?.startsWith('--config') ? [process.argv[2]] : [];
const rest = process.argv.slice(2 + config.length);
const vitest = spawnSync(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...rest], { stdio: 'inherit', env });
let counts = { passed: 0, failed: 0, skipped: 0 };
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')).length;
  counts = { passed: result.numPassedTests, failed: result.numFailedTests + broken, skipped: result.numPendingTests + result.numTodoTests };
} catch {
  process.stderr.write('the test runner left no report\n');
  counts.failed = 1;
}
rmSync(dir, { recursive: true, force: true });
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`);
process.exitCode = vitest.status !== 0 || counts.failed > 0 || counts.passed === 0 ? 1 : 0;
