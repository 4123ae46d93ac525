// Writes reports with the binary given and reads them in Chromium as an assessor does. One line for
// each check; exit 1 if one failed. Screenshots and PDFs go into the folder that CRISPLINT_SHOTS
// names, for a person to look at.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , work, crisplint] = process.argv;
const require = createRequire(join(work, 'node_modules/'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.CRISPLINT_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

/** The width of an A4 page between its margins, in CSS pixels. */
const PAPER = Math.floor(((210 - 24) / 25.4) * 96);
const LIMIT = 2000; // milliseconds in which 500 systems are open; twice that where nothing is right
const PLAIN = 400; // milliseconds in which most machines open a table of 2,000 rows

// The pages.

const manifest = readFileSync('tests/suite/manifest.yaml', 'utf8');
const evil = `</title></style><script>document.title='ran';alert(1)</script><img src=https://evil.example/x onerror=alert(2)><a href=javascript:alert(3)>x</a>" onmouseover="alert(4)`;
const quoted = JSON.stringify(evil);

function folder(name, files) {
  const path = join(work, name);
  mkdirSync(join(path, '.git'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

function report(name, paths, cwd) {
  const page = join(work, `${name}.html`);
  const run = spawnSync(crisplint, ['report', '--today', '2026-11-23', '--allow-empty', '-o', page, ...paths], { cwd });
  assert.notEqual(run.status, null, `${run.error}`);
  assert.ok(readFileSync(page, 'utf8').endsWith('</html>\n'));
  return page;
}

const hostile = folder('hostile', {
  'a.crisp.yaml': manifest
    .replace('Fortnightly payroll', quoted)
    .replace('Department of Examples', quoted)
    .replace('Contoso Managed Services', quoted)
    .replace('Platform team', quoted)
    .replace('https://wiki.examples.gov.au/network', JSON.stringify('javascript://%0aalert(5)'))
    .replace('https://wiki.examples.gov.au/servers', JSON.stringify(`https://a/"><script>alert(6)</script>`)),
  'b.crisp.yaml': manifest
    .replace('system: payroll', `system: ${quoted}`)
    .replace('Fortnightly payroll', '"نظام الرواتب \\u202e \\e[2J \\u2066x"')
    .replace('databases:', `${quoted}:`),
  'c.crisp.yaml': manifest
    .replace('system: payroll', 'system: wide-words')
    .replace('Fortnightly payroll', 'W'.repeat(400))
    .replace('https://wiki.examples.gov.au/users', `https://wiki.examples.gov.au/${'long/'.repeat(80)}`)
    .replace('platform@', `${'p'.repeat(60)}@`),
  'd.crisp.yaml': `${evil}\n`,
  [`<b>"e'.crisp.yaml`]: manifest.replace('crisplint/v1', quoted),
});
const many = {};
for (let at = 1; at <= 500; at += 1) {
  const text = manifest.replace('system: payroll', `system: system-${String(at).padStart(3, '0')}`);
  many[`s${at}.crisp.yaml`] = at % 7 ? text : text.replace(', owner: platform', '');
}
const bare = Object.fromEntries(Object.entries(many).map(([file, text]) => [file, `${text.slice(0, text.indexOf('features:'))}features: {}\n`]));
const rows = Array.from({ length: 60 }, (_, at) => `  row-${at}: {title: Row ${at} of a long table, raci: {customer: [R, A]}}\n`);
const wide = folder('wide', {
  'm.yaml': `apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\nmetadata: {id: wide, version: "1"}\nprovider: {name: AUCloud}\nfeatures:\n${rows.join('')}`,
  'a.crisp.yaml': manifest.replace('aucloud-iaas@2023-02-01', 'wide@1'),
  '.crisplint.yaml': 'matrices: [m.yaml]\nrules: {missing-owner: "off"}\n',
});
const covered = folder('covered', {
  'a.crisp.yaml': `${manifest.replace(', evidence: [https://wiki.examples.gov.au/databases]', '').replace(', owner: platform', '')}waivers:
  - {rule: CRISP406, feature: databases, reason: It follows the migration., approvedBy: "Jo Citizen, CISO", expires: 2027-01-31}
  - {rule: CRISP404, reason: Late., approvedBy: "Jo Citizen, CISO", expires: 2026-11-01}
`,
  '.crisplint.yaml': 'baseline: base.json\n',
});
execFileSync(crisplint, ['check', '--no-config', '--today', '2026-11-23', '--fail-on', 'never', '--write-baseline', 'base.json', '.'], { cwd: covered, stdio: 'ignore' });
const pages = {
  clean: report('clean', ['fixtures/clean'], '.'),
  broken: report('broken', ['fixtures/broken/CRISP005', 'fixtures/broken/CRISP006', 'fixtures/broken/CRISP301', 'fixtures/broken/CRISP303', 'fixtures/broken/CRISP305', 'fixtures/broken/CRISP501'], '.'),
  hostile: report('hostile', ['.'], hostile),
  wide: report('wide', ['.'], wide),
  covered: report('covered', ['.'], covered),
  empty: report('empty', ['.'], folder('empty', {})),
};
const large = {
  'a few findings': [LIMIT, report('large', ['.'], folder('large', many))],
  '9,000 findings': [2 * LIMIT, report('bare', ['.'], folder('bare', bare))],
};

// The browser.

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let failed = 0;

async function judge(name, check) {
  try {
    await check();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${String(error.message ?? error).replace(/^/gm, '        ').slice(0, 3000)}`);
  }
}

/** Opens a page, and fails where it says, asks or wants anything. */
async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, ...options });
  const page = await context.newPage();
  const events = [];
  page.on('console', (message) => events.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => events.push(`error: ${error}`));
  page.on('dialog', (dialog) => { events.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) events.push(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => events.push(`failed: ${request.url()} ${request.failure().errorText}`));
  await page.goto(pathToFileURL(file).href);
  return { page, events, context };
}

for (const [name, file] of Object.entries(pages)) {
  for (const colorScheme of ['light', 'dark']) {
    await judge(`${name}, ${colorScheme}: no error, no request, and no violation`, async () => {
      // High enough that nothing waits to be drawn until it is scrolled to.
      const { page, events, context } = await open(file, { colorScheme, viewport: { width: 1280, height: 30_000 } });
      await page.evaluate(`${axe};0`);
      const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations', 'passes'] }));
      const found = violations.map((one) => `${one.id} (${one.impact}): ${one.help}\n  ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)}\n    ${node.failureSummary}`).join('\n  ')}`);
      assert.deepEqual(found, []);
      for (const rule of ['color-contrast', 'page-has-heading-one']) {
        assert.ok(passes.some((one) => one.id === rule), `${rule} was looked at`);
      }
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const sum = paper.match(/\d+/g).slice(0, 3).reduce((all, one) => all + Number(one), 0);
      assert.ok(colorScheme === 'dark' ? sum < 150 : sum > 700, `the paper is ${paper}`);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${colorScheme}.png`), clip: { x: 0, y: 0, width: 1280, height: 4000 } });
      assert.deepEqual(events, []);
      await context.close();
    });
  }

  await judge(`${name}: everything is there without a script, from a phone's width on`, async () => {
    const { page, events, context } = await open(file, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    const text = await page.locator('body').innerText();
    for (const title of ['Summary', 'All systems', 'Open findings', 'Waivers by expiry', 'Systems', 'Passed checks', 'Provenance']) {
      assert.ok(text.includes(title), title);
    }
    const width = await page.locator('html').evaluate((html) => html.scrollWidth);
    assert.ok(width <= 320, `the page is ${width} wide`);
    assert.equal(await page.locator('script, img, iframe, object, embed, form, base, link, svg, style ~ style').count(), 0);
    assert.deepEqual(events, []);
    await context.close();
  });

  await judge(`${name}: fits A4, and no row, head or finding is cut`, async () => {
    const { page, context } = await open(file, { viewport: { width: PAPER, height: 1000 } });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const faults = await page.evaluate(() => {
      const faults = [];
      const box = document.body.getBoundingClientRect();
      if (document.documentElement.scrollWidth > window.innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
      for (const one of document.querySelectorAll('table, pre, article, dl, h3')) {
        const { right, left } = one.getBoundingClientRect();
        if (right > box.right + 0.5 || left < box.left - 0.5) faults.push(`${one.outerHTML.slice(0, 90)}: ${left} to ${right} of ${box.right}`);
      }
      for (const cell of document.querySelectorAll('th, td, dd, pre')) {
        if (cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).display !== 'inline') faults.push(`cut: ${cell.outerHTML.slice(0, 120)}`);
      }
      for (const row of document.querySelectorAll('tr, article')) {
        if (getComputedStyle(row).breakInside !== 'avoid') faults.push('a row may be cut');
      }
      for (const head of document.querySelectorAll('thead')) {
        if (getComputedStyle(head).display !== 'table-header-group') faults.push('a head is not repeated');
      }
      for (const section of document.querySelectorAll('.system, .finding')) {
        if (getComputedStyle(section).contentVisibility !== 'visible') faults.push('a part is not drawn');
      }
      if (getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)') faults.push('the paper is dark');
      return faults.slice(0, 8);
    });
    assert.deepEqual(faults, []);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, ...(shots && { path: join(shots, `${name}.pdf`) }) });
    const boxes = new Set(pdf.toString('latin1').match(/\/MediaBox *\[[^\]]*\]/g));
    assert.equal(boxes.size, 1, [...boxes].join());
    const [width, height] = [...boxes][0].match(/[\d.]+/g).slice(2).map(Number);
    assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `${width} by ${height} points`);
    await context.close();
  });
}

await judge('a keyboard skips to the report, and reaches every table', async () => {
  const { page, context } = await open(pages.clean, { viewport: { width: 400, height: 800 } });
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the report');
  const left = await page.evaluate(() => document.activeElement.getBoundingClientRect().left);
  assert.ok(left >= 0, 'it is seen when it has the focus');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  const lost = await page.evaluate(() => [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth && one.tabIndex !== 0).length);
  assert.equal(lost, 0);
  await context.close();
});

await judge('links inside the page lead somewhere, and links out of it are links of the web', async () => {
  for (const file of Object.values(pages)) {
    const { page, context } = await open(file);
    const lost = await page.evaluate(() => [...document.links].map((link) => link.getAttribute('href')).filter((href) => (href.startsWith('#') ? !document.getElementById(href.slice(1)) : !/^https?:\/\//i.test(href))));
    assert.deepEqual(lost, []);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((one) => one.id));
    assert.equal(new Set(ids).size, ids.length, 'ids are unique');
    await context.close();
  }
});

await judge('hostile text is shown as text', async () => {
  const { page, events, context } = await open(pages.hostile);
  const text = await page.locator('main').textContent();
  assert.ok(text.includes("<script>document.title='ran';alert(1)</script>"), 'the script is read');
  assert.ok(text.includes('\\u{202e}') && !/[\u202a-\u202e\u2066-\u2069\u001b]/.test(text), 'hidden characters are shown');
  assert.ok(text.includes('نظام الرواتب'), 'a title from right to left stays itself');
  assert.ok((await page.title()).startsWith('Control ownership report'));
  for (const cell of await page.locator('td, th, h3').all()) await cell.dispatchEvent('mouseover');
  assert.deepEqual(events, []);
  await context.close();
});

await judge('the policy of the page would stop what slipped through', async () => {
  const file = join(work, 'slipped.html');
  const slipped = `<script>alert(1)</script><img src="https://evil.example/x" onerror="alert(2)"><link rel="stylesheet" href="https://evil.example/c"><style>body{background:red}</style><p id="inline" style="color:red">x</p>`;
  writeFileSync(file, readFileSync(pages.clean, 'utf8').replace('<main', `${slipped}<main`));
  const { page, events, context } = await open(file);
  assert.ok(events.some((event) => /^console: .*Content Security Policy/.test(event)), 'the browser says what it refused');
  // A refused request is announced and never sent.
  const asked = events.filter((event) => event.startsWith('request:')).map((event) => event.slice(9)).sort();
  const refused = events.filter((event) => /^failed: .* csp$/.test(event)).map((event) => event.split(' ')[1]).sort();
  assert.deepEqual(asked, refused, 'nothing left the page');
  assert.deepEqual(events.filter((event) => /^(dialog|error)/.test(event)), [], 'nothing ran');
  const [paper, inline] = await page.evaluate(() => [document.body, document.getElementById('inline')].map((one) => getComputedStyle(one)).map((style, at) => (at ? style.color : style.backgroundColor)));
  assert.notEqual(paper, 'rgb(255, 0, 0)');
  assert.notEqual(inline, 'rgb(255, 0, 0)');
  await context.close();
});

// The best of three: the others say how busy the machine was.
async function opened(file, look) {
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const { page, context } = await open(file);
    times.push(await page.evaluate(() => new Promise((done) => {
      requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
    })));
    await look(page);
    await context.close();
  }
  const size = (readFileSync(file).length / 1e6).toFixed(1);
  console.log(`        ${size} MB, ${times.map(Math.round).join(', ')} ms from the request to the second frame`);
  return Math.min(...times);
}

// A table and nothing else says how slow the machine is, where it is slower than most.
const plain = join(work, 'plain.html');
writeFileSync(plain, `<!doctype html><table>${`<tr>${'<td>R, A</td>'.repeat(10)}</tr>`.repeat(2000)}</table>`);
const slow = Math.max(1, (await opened(plain, async () => {})) / PLAIN);

for (const [name, [limit, file]] of Object.entries(large)) {
  await judge(`500 systems with ${name} are open within ${limit} ms, on a machine as most are`, async () => {
    const best = await opened(file, async (page) => {
      assert.equal(await page.locator('.system').count(), 500);
      assert.equal(await page.locator('.heat tbody tr').count(), 500);
    });
    assert.ok(best < limit * slow, `${best} ms on a machine ${slow.toFixed(1)} times as slow`);
  });
}

await browser.close();
if (failed) console.log(`${failed} checks of the report failed`);
process.exit(failed ? 1 : 0);
