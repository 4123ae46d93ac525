// Installs yaml-language-server into the folder given, talks to it as an editor does, and checks
// what it answers. One line for each check; exit 1 if one failed, or after 60 seconds.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SERVER = 'yaml-language-server@1';
const LIMIT = 60;
const root = process.cwd();
const tools = process.argv[2];
let child;

function stop(message) {
  console.error(`tests/editor: ${message}`);
  child?.kill('SIGKILL');
  process.exit(1);
}
process.on('uncaughtException', (error) => stop(error.stack));
setTimeout(() => stop(`no end after ${LIMIT} seconds`), LIMIT * 1000).unref();

// The server, and the protocol: a header with the length, an empty line, a JSON-RPC message.

await new Promise((done) => {
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  child = spawn('npm', ['install', ...flags, '--prefix', tools, SERVER], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  child.on('error', (error) => stop(`npm does not start: ${error.message}`));
  child.on('exit', (code) => (code === 0 ? done() : stop(`npm install ${SERVER} failed`)));
});

const home = join(tools, 'node_modules/yaml-language-server');
child = spawn(process.execPath, [join(home, 'bin/yaml-language-server'), '--stdio'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
child.on('exit', (code, signal) => stop(`the server ended by itself: ${code ?? signal}`));
child.stdin.on('error', (error) => stop(`the server does not listen: ${error.message}`));

const answers = new Map(); // by the id of the request
const published = new Map(); // diagnostics, by the URI of the document
let requests = 0;
let input = Buffer.alloc(0);

function send(message) {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function notify(method, params) {
  send({ method, params });
}

function request(method, params) {
  requests += 1;
  const id = requests;
  return new Promise((resolve, reject) => {
    answers.set(id, { resolve, reject });
    send({ id, method, params });
  });
}

child.stdout.on('data', (chunk) => {
  input = Buffer.concat([input, chunk]);
  for (;;) {
    const head = input.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(input.toString('latin1', 0, head))[1]);
    const end = head + 4 + length;
    if (input.length < end) return;
    const message = JSON.parse(input.toString('utf8', head + 4, end));
    input = input.subarray(end);
    receive(message);
  }
});

function receive({ id, method, params, result, error }) {
  if (method === 'textDocument/publishDiagnostics') {
    published.get(params.uri)?.(params.diagnostics);
  } else if (method === 'workspace/configuration') {
    send({ id, result: params.items.map(({ section }) => settings[section] ?? null) });
  } else if (method !== undefined) {
    if (id !== undefined) send({ id, result: null });
  } else if (error) {
    answers.get(id).reject(new Error(error.message));
  } else {
    answers.get(id).resolve(result);
  }
}

// The schemas, and the two ways in which a user names one: in the document, or in the settings.

const paths = {
  manifest: join(root, 'schemas/control-ownership.schema.json'),
  matrix: join(root, 'schemas/responsibility-matrix.schema.json'),
};
const manifest = JSON.parse(readFileSync(paths.manifest, 'utf8'));
const matrix = JSON.parse(readFileSync(paths.matrix, 'utf8'));

const settings = {
  yaml: {
    validate: true,
    completion: true,
    hover: true,
    schemaStore: { enable: false },
    schemas: {
      [pathToFileURL(paths.manifest).href]: [
        '*control-ownership*.yaml',
        '*control-ownership*.yml',
        '*.crisp.yaml',
        '*.crisp.yml',
      ],
    },
  },
};
const modeline = (path) => `# yaml-language-server: $schema=${path}\n`;

const folder = { uri: pathToFileURL(root).href, name: 'repository' };
const started = await request('initialize', {
  processId: process.pid,
  rootUri: folder.uri,
  workspaceFolders: [folder],
  capabilities: {
    workspace: { configuration: true, workspaceFolders: true },
    textDocument: {
      completion: {
        completionItem: { snippetSupport: true, documentationFormat: ['markdown'] },
      },
      hover: { contentFormat: ['markdown'] },
      publishDiagnostics: {},
    },
  },
});
notify('initialized', {});
notify('workspace/didChangeConfiguration', { settings });

// What an editor does with a document. `¦` is the cursor.

let documents = 0;
let passed = 0;
let failed = 0;

async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`not ok ${name}\n  ${error.message.replaceAll('\n', '\n  ')}`);
  }
}

// Only the names of the settings would match one of their patterns; `document.yaml` does not.
function open(text, name = 'document.yaml') {
  documents += 1;
  const uri = pathToFileURL(join(root, `editor-${documents}`, name)).href;
  const diagnostics = new Promise((resolve) => published.set(uri, resolve));
  notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  });
  return { uri, diagnostics };
}

async function diagnose(text, name) {
  return (await open(text, name).diagnostics).map(({ range, message }) => ({
    line: range.start.line + 1,
    message,
  }));
}

function ask(method, marked) {
  const [before, after] = marked.split('¦');
  assert.notEqual(after, undefined, 'the check itself has lost its cursor');
  const lines = before.split('\n');
  const position = { line: lines.length - 1, character: lines.at(-1).length };
  const { uri } = open(before + after);
  return request(method, { textDocument: { uri }, position });
}

function edit(text, from, to) {
  assert.equal(text.split(from).length, 2, `the check itself wants one ${JSON.stringify(from)}`);
  return text.replace(from, () => to);
}

function render(diagnostics) {
  return diagnostics.map(({ line, message }) => `line ${line}: ${message}`).join('\n');
}

function clean(diagnostics) {
  assert.equal(diagnostics.length, 0, `no diagnostic expected, but\n${render(diagnostics)}`);
}

// Every label is offered; with the schema of the mapping, each comes with its description.
function offers(name, marked, labels, schema) {
  return check(`completion ${name} offers ${labels.join(', ')}`, async () => {
    const answer = await ask('textDocument/completion', marked);
    const items = answer?.items ?? answer ?? [];
    const offered = items.map(({ label }) => label);
    for (const label of labels) {
      const item = items.find((item) => item.label === label);
      assert.ok(item, `${label} is not among: ${offered.join(', ') || 'nothing'}`);
      if (schema) {
        const shown = plain(item.documentation);
        const { description } = schema.properties[label];
        assert.ok(shown.includes(description), `${label} is explained by: ${shown || 'nothing'}`);
      }
    }
  });
}

// The hover shows the title and the description that the schema has there.
function explains(name, marked, { title, description }) {
  return check(`hover over ${name} shows "${title}"`, async () => {
    assert.ok(title && description, 'the schema has no title or no description there');
    const answer = await ask('textDocument/hover', marked);
    const shown = plain(answer?.contents);
    for (const text of [title, description]) {
      assert.ok(shown.includes(text), `"${text}" is not in: ${shown || 'nothing'}`);
    }
  });
}

// Some versions of the server put a backslash before every punctuation mark.
function plain(contents) {
  const text = typeof contents === 'string' ? contents : (contents?.value ?? '');
  return text.replace(/\\([^\w\s])/g, '$1');
}

// Diagnostics on the line of `where`, at least one of which says `message`, and on no other line.
function reports(name, text, where, message) {
  return check(`diagnostic for ${name}`, async () => {
    assert.equal(text.split(where).length, 2, `the check itself wants one ${where}`);
    const expected = text.slice(0, text.indexOf(where)).split('\n').length;
    const found = await diagnose(text);
    const shown = `on line ${expected}: ${message}\nexpected, but\n${render(found) || 'nothing'}`;
    assert.ok(found.some((one) => message.test(one.message)), shown);
    assert.ok(found.every(({ line }) => line === expected), shown);
  });
}

console.log(`# ${started.serverInfo?.name ?? 'yaml-language-server'} ${
  JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version
}`);

// 1. The clean manifests. Every document that has content needs a modeline of its own. That the
// server looks at each of them shows when the required field `parties` is misspelt.

const isContent = (text) => /^[ \t]*[^\s#%]/m.test(text);

function withModelines(text) {
  const parts = text.split(/^(---.*\r?\n)/m);
  let result = '';
  for (let part = 0; part < parts.length; part += 2) {
    const content = isContent(parts[part]);
    result += `${parts[part - 1] ?? ''}${content ? modeline(paths.manifest) : ''}${parts[part]}`;
  }
  return result;
}

const systems = join(root, 'fixtures/clean/systems');
const files = readdirSync(systems, { recursive: true })
  .filter((file) => /\.ya?ml$/.test(file))
  .sort();
await check('fixtures/clean/systems has manifests', () => assert.ok(files.length >= 2));

for (const file of files) {
  // An editor keeps the byte order mark to itself.
  const text = readFileSync(join(systems, file), 'utf8').replace(/^\uFEFF/, '');
  await check(`${file}: no diagnostics, schema by modeline`, async () => {
    clean(await diagnose(withModelines(text)));
  });
  await check(`${file}: no diagnostics, schema by file name`, async () => {
    // To the server, a document without content is one of the wrong type.
    const lines = text.split('\n');
    const found = await diagnose(text, basename(file));
    clean(found.filter(({ line }) => {
      if (!lines[line - 1].startsWith('---')) return true;
      return isContent(lines.slice(line).join('\n').split(/^---/m)[0]);
    }));
  });
  await check(`${file}: a misspelt field is seen in every document`, async () => {
    const broken = withModelines(text).replace(/\bparties:/g, 'partys:');
    const lines = broken
      .split('\n')
      .flatMap((line, at) => (line.includes('partys:') ? [at + 1] : []));
    const found = await diagnose(broken);
    const seen = found.filter(({ message }) => message.includes('partys')).map(({ line }) => line);
    assert.ok(lines.length > 0, 'the check itself finds no parties');
    assert.deepEqual(seen, lines, `lines ${lines} expected, but\n${render(found) || 'nothing'}`);
  });
}

// 2. Completion.

const sample = `${modeline(paths.manifest)}apiVersion: crisplint/v1
kind: ControlOwnership
metadata:
  system: payroll
  title: Fortnightly payroll
  reviewed: 2026-09-30
matrix: aucloud-iaas@2023-02-01
parties:
  provider: AUCloud
  customer: Department of Examples
  thirdParties:
    msp: Contoso Managed Services
contacts:
  storage-team:
    name: Storage team
    email: storage@examples.gov.au
features:
  backups-and-replication:
    raci:
      provider: C
      customer: [R, A]
    owner: storage-team
    evidence: [runbooks/backup.md]
  users-customer:
    notApplicable: No PaaS or SaaS is hosted on this system.
waivers:
  - rule: CRISP406
    feature: databases
    reason: Evidence follows the July migration.
    approvedBy: Jo Citizen, CISO
    expires: 2027-01-31
`;
const fields = manifest.properties;
const { feature, waiver, roles } = manifest.$defs;
const start = modeline(paths.manifest);
const draft = `${start}apiVersion: crisplint/v1\nkind: ControlOwnership\n`;
const databases = `${draft}features:\n  databases:\n`;
const letters = ['R', 'A', 'C', 'I'];

await check('the sample: no diagnostics', async () => clean(await diagnose(sample)));
await offers('in an empty file', `${start}¦\n`, manifest.required, manifest);
await offers('of apiVersion', `${start}apiVersion: ¦\n`, ['crisplint/v1']);
await offers('of kind', `${start}kind: ¦\n`, ['ControlOwnership']);
await offers(
  'at top level',
  `${draft}¦\n`,
  ['metadata', 'matrix', 'parties', 'contacts', 'features', 'waivers'],
  manifest,
);
await offers(
  'in metadata',
  `${draft}metadata:\n  ¦\n`,
  ['system', 'title', 'classification', 'reviewed', 'crisp'],
  fields.metadata,
);
await offers(
  'in a metadata with fields',
  edit(sample, '  reviewed:', '  ¦\n  reviewed:'),
  ['classification', 'crisp'],
  fields.metadata,
);
await offers(
  'in metadata.crisp',
  `${draft}metadata:\n  crisp:\n    ¦\n`,
  ['signedBy', 'signedOn'],
  fields.metadata.properties.crisp,
);
await offers(
  'in parties',
  `${draft}parties:\n  ¦\n`,
  ['provider', 'customer', 'thirdParties'],
  fields.parties,
);
await offers(
  'in a contact',
  `${draft}contacts:\n  storage-team:\n    ¦\n`,
  ['name', 'email'],
  fields.contacts.additionalProperties,
);
await offers(
  'in a feature',
  `${databases}    ¦\n`,
  ['raci', 'notApplicable', 'owner', 'evidence'],
  feature,
);
await offers(
  'in a feature with raci',
  edit(sample, '    owner: storage-team\n    evidence: [runbooks/backup.md]', '    ¦'),
  ['owner', 'evidence'],
  feature,
);
await offers(
  'in a feature in flow style',
  `${draft}features:\n  databases: {o¦}\n`,
  ['owner'],
  feature,
);
await offers(
  'in raci',
  `${databases}    raci:\n      ¦\n`,
  ['provider', 'customer'],
  feature.properties.raci,
);
await offers(
  'of the roles of a party',
  `${databases}    raci:\n      provider: ¦\n`,
  roles.examples.filter((example) => typeof example === 'string'),
);
await offers('in a list of roles', `${databases}    raci:\n      customer: [R, ¦]\n`, letters);
await offers(
  'in a list of roles, block style',
  `${databases}    raci:\n      customer:\n        - ¦\n`,
  letters,
);
await offers(
  'in a list of roles of a third party',
  `${databases}    raci:\n      msp: [¦]\n`,
  letters,
);
await offers(
  'in a waiver',
  `${draft}waivers:\n  - ¦\n`,
  ['rule', 'feature', 'reason', 'approvedBy', 'expires'],
  waiver,
);
await offers(
  'in the second document',
  `${sample}---\n${draft}metadata:\n  ¦\nmatrix: aucloud-iaas\n`,
  ['system', 'reviewed'],
  fields.metadata,
);

// 3. Hover.

for (const [name, before, schema] of [
  ['kind', '\nki', fields.kind],
  ['metadata', '\nmeta', fields.metadata],
  ['metadata.system', '\n  sys', fields.metadata.properties.system],
  ['metadata.title', '\n  tit', fields.metadata.properties.title],
  ['metadata.reviewed', '\n  rev', fields.metadata.properties.reviewed],
  ['matrix', '\nmat', fields.matrix],
  ['parties', '\npart', fields.parties],
  ['parties.provider', '\n  prov', fields.parties.properties.provider],
  ['parties.thirdParties', '\n  third', fields.parties.properties.thirdParties],
  ['contacts', '\ncont', fields.contacts],
  ['the email of a contact', '\n    ema', fields.contacts.additionalProperties.properties.email],
  ['features', '\nfeat', fields.features],
  ['a feature', '\n  backups', feature],
  ['raci', '\n    ra', feature.properties.raci],
  ['the provider in raci', '\n      prov', feature.properties.raci.properties.provider],
  ['the customer in raci', '\n      cust', feature.properties.raci.properties.customer],
  ['a letter', '\n      customer: [R, ', roles.items],
  ['owner', '\n    own', feature.properties.owner],
  ['evidence', '\n    evid', feature.properties.evidence],
  ['notApplicable', '\n    notApp', feature.properties.notApplicable],
  ['waivers', '\nwaiv', fields.waivers],
  ['the expiry of a waiver', '\n    exp', waiver.properties.expires],
]) {
  await explains(name, edit(sample, before, `${before}¦`), schema);
}

// 4. Diagnostics.

const broken = (from, to) => edit(sample, from, to);
await reports(
  'an unknown field at top level',
  broken('matrix:', 'owners: storage-team\nmatrix:'),
  'owners:',
  /owners/,
);
await reports(
  'an unknown field in metadata',
  broken('  reviewed:', '  reviewd: 2026-09-30\n  reviewed:'),
  'reviewd:',
  /reviewd/,
);
await reports(
  'an unknown field in a feature',
  broken('owner: storage-team', 'ownr: storage-team'),
  'ownr:',
  /ownr/,
);
await reports('a number for a title', broken('Fortnightly payroll', '42'), 'title:', /string/i);
await reports('a wrong letter in a list', broken('[R, A]', '[R, X]'), '[R, X]', /"R"/);
await reports('a wrong letter', broken('provider: C', 'provider: X'), 'provider: X', /pattern/i);
await reports('a missing field', broken('  system: payroll\n', ''), 'metadata:', /system/);
await reports(
  'a missing field at top level',
  broken('matrix: aucloud-iaas@2023-02-01\n', ''),
  'apiVersion:',
  /matrix/,
);
await reports(
  'a contact without an address',
  broken('    email: storage@examples.gov.au\n', ''),
  'storage-team:\n',
  /email/,
);
await reports('a date that is none', broken('2026-09-30', 'in spring'), 'in spring', /date/i);
await reports('a misspelt kind', broken('ControlOwnership', 'ControlOwner'), 'kind:', /Control/);
await reports(
  'raci and notApplicable in one feature',
  broken('    owner: storage-team', '    owner: storage-team\n    notApplicable: No.'),
  'raci:',
  /./,
);
await reports(
  'a feature with neither',
  broken('    notApplicable: No PaaS or SaaS is hosted on this system.', '    owner: storage-team'),
  'users-customer:',
  /raci|notApplicable/,
);
await check('keys of the customer and empty cells: no diagnostics', async () => {
  const text = broken('provider: C', 'provider:\n      msp: ""');
  clean(await diagnose(`${text}x-own: {any: [1, true]}\n`));
});

// The matrix.

const table = modeline(paths.matrix) + readFileSync(join(root, 'rules/aucloud-iaas.yaml'), 'utf8');
const row = matrix.properties.features.additionalProperties;
const first = (text, to) => table.replace(text, () => to);
const newRow = `${modeline(paths.matrix)}features:\n  databases:\n`;

await check('rules/aucloud-iaas.yaml: no diagnostics', async () => clean(await diagnose(table)));
await explains('clauses', first('\n    clauses:', '\n    cla¦uses:'), row.properties.clauses);
await explains('raci of a row', first('\n    raci:', '\n    ra¦ci:'), row.properties.raci);
await explains('the title of a row', first('\n    title:', '\n    tit¦le:'), row.properties.title);
await explains(
  'aliases',
  first('\n  aliases:', '\n  ali¦ases:'),
  matrix.properties.provider.properties.aliases,
);
await offers(
  'at the top level of a matrix',
  `${modeline(paths.matrix)}¦\n`,
  ['kind', 'metadata', 'extends', 'provider', 'features'],
  matrix,
);
await offers('in a row', `${newRow}    ¦\n`, ['title', 'raci', 'clauses'], row);
await offers('in the roles of a row', `${newRow}    raci: {customer: [R, ¦]}\n`, letters);
await reports(
  'an unknown field in a row',
  first('\n    clauses:', '\n    clause:'),
  ' clause:',
  /clause/,
);
await reports(
  'a number for a version',
  table.replace(/\n  version: .*/, '\n  version: 2'),
  '\n  version: 2'.slice(1),
  /string/i,
);
await reports('a wrong letter in a row', first('[R, A]', '[R, X]'), '[R, X]', /"R"/);
await reports(
  'a matrix without a provider',
  table.replace(/\nprovider:\n(?:  .*\n)+/, '\n'),
  'apiVersion:',
  /provider/,
);

child.removeAllListeners('exit');
child.kill();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
