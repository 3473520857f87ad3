// Somebody at a browser, watched: what leaves the origin, what the browser complains about, how often a button is pressed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What the console says by itself when an answer is an error. */
const failedAnswer = /^Failed to load resource: the server responded with a status of (\d+)/;

export class Visitor {
  /** Watches a context of its own; `origin` is the only place it may speak to. */
  static async at(context, origin) {
    const visitor = new Visitor();
    visitor.context = context;
    visitor.origin = origin;
    visitor.problems = [];
    visitor.presses = 0;
    visitor.offline = false;
    visitor.requests = 0;
    await context.exposeBinding('storyPressed', () => void visitor.presses++);
    await context.exposeBinding(
      'storyViolated',
      (_, words) => void visitor.problems.push(`policy: ${words}`),
    );
    await context.addInitScript(() => {
      addEventListener('pointerdown', (event) => event.isTrusted && window.storyPressed(), true);
      addEventListener('securitypolicyviolation', (event) =>
        window.storyViolated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
    context.setDefaultTimeout(15_000);
    context.on('request', (request) => visitor.#sent(request.url()));
    context.on('page', (page) => visitor.#watch(page));
    visitor.page = context.pages()[0] ?? (await context.newPage());
    visitor.#watch(visitor.page);
    return visitor;
  }

  #watched = new WeakSet();

  #watch(page) {
    if (this.#watched.has(page)) return;
    this.#watched.add(page);
    page.on('pageerror', (error) => this.problems.push(`error: ${error.message}`));
    page.on('websocket', (socket) => this.#sent(socket.url()));
    page.on('console', (message) => {
      if (message.type() !== 'error' || this.#expected(message)) return;
      this.problems.push(`console: ${message.text()} ${message.location().url}`);
    });
  }

  #sent(url) {
    this.requests++;
    if (/^(data|blob|about|chrome-extension):/.test(url)) return;
    if (new URL(url).origin !== this.origin) this.problems.push(`left the origin: ${url}`);
  }

  /** Two things are said in the console although all is well: who am I before signing in, and a cut network. */
  #expected(message) {
    const { url } = message.location();
    const status = failedAnswer.exec(message.text())?.[1];
    if (status === '401' && url === `${this.origin}/api/v1/me`) return true;
    return this.offline && /net::ERR_INTERNET_DISCONNECTED/.test(message.text());
  }

  async cutNetwork() {
    this.offline = true;
    await this.context.setOffline(true);
  }

  async bringNetworkBack() {
    await this.context.setOffline(false);
    this.offline = false;
  }

  async go(path) {
    await this.page.goto(`${this.origin}${path}`);
  }

  /** The screen as it stands now has no fault that axe can see and nothing to scroll sideways. */
  async look(name) {
    await this.page.locator('h1').first().waitFor();
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(rules).analyze();
    assert.deepEqual(
      violations.map((each) => `${name}, ${each.id}: ${each.nodes[0]?.html}`),
      [],
    );
    const sideways = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(sideways <= 0, `${name} scrolls ${sideways} px sideways`);
  }

  /** How often a button or a field was pressed while `run` ran. */
  async pressesIn(run) {
    const before = this.presses;
    await run();
    return this.presses - before;
  }

  /** Nothing was wrong so far. */
  isWell() {
    assert.deepEqual(this.problems, []);
    assert.ok(this.requests > 0, 'nothing was watched');
  }
}

/**
 * What pages and workers of `origin` asked for, from the browser's own log of its network (--log-net-log): service
 * workers too, which nobody sees from a page. Chromium's own errands have no page as initiator and are left out.
 */
export function askedBy(origin, logFile) {
  const asked = [];
  for (const line of readFileSync(logFile, 'utf8').split('\n')) {
    if (!line.includes('"initiator"')) continue;
    const { params } = JSON.parse(line.replace(/,?\s*(\]\})?\s*$/, ''));
    if (params.initiator === origin && params.url) asked.push(params.url);
  }
  return asked;
}
