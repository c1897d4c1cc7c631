// Builds and checks the diagram's page; Maven calls it. Usage: node web.mjs bundle | check | browser | measure
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const sources = join(root, 'src/main/web');
const resources = join(root, 'target/web-resources/dev/faultline/report');
const modules = join(root, 'node_modules');
const MOST_BYTES = 200_000;

const commands = { bundle, check, browser, measure };
const command = commands[process.argv[2]];
if (!command) {
  console.error(`usage: node web.mjs ${Object.keys(commands).join(' | ')}`);
  process.exit(2);
}
await command();

/**
 * Makes target/web-resources/…/diagram.html, and an empty diagram-missing.txt, or one that says why
 * there is no page. Both are always written: what an earlier build copied has to be replaced.
 */
async function bundle() {
  mkdirSync(resources, { recursive: true });
  const page = join(resources, 'diagram.html');
  const note = join(resources, 'diagram-missing.txt');
  if (!install('product', ['--omit=dev'])) {
    const why = 'npm could not install its packages when this was built';
    writeFileSync(page, '');
    writeFileSync(note, why);
    console.warn(`The diagram is not in this build: ${why}; its messages are above.`);
    return;
  }
  const html = await assemble();
  if (html.length > MOST_BYTES) {
    throw new Error(`the page has ${html.length} bytes, more than ${MOST_BYTES}`);
  }
  writeFileSync(page, html);
  writeFileSync(note, '');
}

async function assemble() {
  const esbuild = await import('esbuild');
  const script = async name => {
    const result = await esbuild.build({
      entryPoints: [join(sources, name)],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'warning',
    });
    // An end tag inside a string would end the script element.
    return result.outputFiles[0].text.trim().replaceAll('</script', '<\\/script');
  };
  const style = await esbuild.transform(readFileSync(join(sources, 'style.css'), 'utf8'), {
    loader: 'css',
    minify: true,
  });
  const first = await script('first.ts');
  const main = await script('main.ts');
  // Nothing may be loaded from anywhere, and nothing may run but what was built here.
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${[first, main].map(hash).join(' ')}`,
  ].join('; ');
  const parts = {
    POLICY: policy,
    STYLE: style.code.trim(),
    FIRST: first,
    SCRIPT: main,
  };
  // The formatter may set a place on a line of its own, but the hashes are of the scripts alone.
  return readFileSync(join(sources, 'index.html'), 'utf8').replace(
    /\s*@@(POLICY|STYLE|FIRST|SCRIPT)@@\s*/g,
    (_, name) => parts[name],
  );
}

function hash(script) {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

/** Types, format and the tests that need no browser. */
async function check() {
  requirePackages();
  run('tsc', ['--project', root]);
  run('prettier', ['--check', '--log-level', 'warn', '.'], {
    advice: 'npx prettier --write . in the report folder formats it',
  });
  await test('src/test/web', 'unit');
}

/** The tests in a headless browser. */
async function browser() {
  requirePackages();
  await test('src/test/web/browser', 'browser');
}

/** Opening and panning a hundred thousand events; prints a table. */
async function measure() {
  requirePackages();
  const [file] = await compile([join(root, 'src/test/web/browser/measure.ts')], 'measure');
  const result = spawnSync(process.execPath, [file], { cwd: root, stdio: 'inherit' });
  process.exitCode = result.status ?? 1;
}

async function test(folder, name) {
  const tests = readdirSync(join(root, folder))
    .filter(file => file.endsWith('.test.ts'))
    .map(file => join(root, folder, file));
  const files = await compile(tests, name);
  const result = spawnSync(
    process.execPath,
    ['--enable-source-maps', '--test', '--test-reporter=spec', ...files],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (result.status !== 0) process.exit(1);
}

/** Node 20 does not run TypeScript by itself. */
async function compile(entryPoints, name) {
  const esbuild = await import('esbuild');
  const outdir = join(root, 'target/web-tests', name);
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    outExtension: { '.js': '.mjs' },
    external: ['playwright-core'],
    logLevel: 'warning',
  });
  return readdirSync(outdir).map(file => join(outdir, file));
}

/** The packages of the lock file, unless they are there: for the product, or for the checks too. */
function install(scope, options) {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const wanted = lock.digest('hex');
  const stamp = join(modules, '.faultline');
  const [has, of] = existsSync(stamp) ? readFileSync(stamp, 'utf8').split(' ') : [];
  if (of === wanted && (has === scope || has === 'checks')) return true;
  const result = spawnSync('npm', ['ci', '--ignore-scripts', '--no-progress', ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) return false;
  writeFileSync(stamp, `${scope} ${wanted}`);
  return true;
}

function requirePackages() {
  if (!install('checks', [])) {
    console.error('npm could not install the packages that the checks of the diagram need.');
    process.exit(1);
  }
}

function run(tool, options, { advice } = {}) {
  const result = spawnSync(join(modules, '.bin', tool), options, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error(`${tool} found something to complain about${advice ? `; ${advice}` : ''}`);
    process.exit(1);
  }
}
