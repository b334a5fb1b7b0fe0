// The stage of the browser tests: serves the built interface under the app's own content policy,
// with the made-up backend from dev/ in front of it, and opens it in headless Chromium.
import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';

const ui = resolve(import.meta.dirname, '../..');
const root = resolve(ui, '..');

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** The content policy of the app, from its own configuration. */
function contentPolicy(): string {
  const config = JSON.parse(readFileSync(join(root, 'tauri.conf.json'), 'utf8')) as {
    app: { security: { csp: Record<string, string> } };
  };
  return Object.entries(config.app.security.csp)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

function answer(path: string): { body: Buffer | string; type: string } {
  if (path === '/backend.js') {
    return { body: readFileSync(join(ui, 'build/backend.js')), type: 'text/javascript' };
  }
  if (path === '/') {
    const page = readFileSync(join(ui, 'dist/index.html'), 'utf8');
    // The app freezes this too (freezePrototype in tauri.conf.json).
    const backend = '<script type="module" src="/backend.js"></script>';
    return { body: page.replace('<script', `${backend}<script`), type: 'text/html' };
  }
  const type = types[extname(path)] ?? 'application/octet-stream';
  return { body: readFileSync(join(ui, 'dist', path)), type };
}

function serve(): Promise<Server> {
  const policy = contentPolicy();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    try {
      const { body, type } = answer(pathname);
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

export interface Size {
  width: number;
  height: number;
}

export interface Problems {
  /** What the page itself complained about: errors, and breaches of the content policy. */
  complaints: string[];
}

export class Stage {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<Stage> {
    const server = await serve();
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new Stage(server, browser);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((done) => this.server.close(done));
  }

  /** Opens the app in a situation; what it complains about is collected. */
  async open(
    search: string,
    size: Size = { width: 1280, height: 800 },
    dark = false,
  ): Promise<Page & Problems> {
    const context = await this.browser.newContext({
      viewport: size,
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    const page = (await context.newPage()) as Page & Problems;
    page.complaints = [];
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => page.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') page.complaints.push(message.text());
    });
    await page.addInitScript('Object.freeze(Object.prototype)');
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await page.goto(`http://127.0.0.1:${String(address.port)}/?${search}`);
    await page.locator('main').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    return page;
  }
}

/** What axe-core finds, in lines. */
export async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const runner = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await runner.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
  });
}
