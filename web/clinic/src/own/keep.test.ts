// @vitest-environment node
import { ApiError } from '@shared/api';
import { describe, expect, it } from 'vitest';
import { Keeper, type Held, type KeepState } from './keep';

/** A server and a browser's store, both of which the test holds in its hands. */
function world() {
  const waiting: (() => void)[] = [];
  const sent: Held[] = [];
  const states: KeepState[] = [];
  const answers: { ok: (version: number) => void; no: (status: number) => void }[] = [];
  const there: Held = { version: 4, draft: 'a' };
  const browser: { held: Held | null } = { held: null };
  const keeper = new Keeper<number>(
    {
      send: (held) => {
        sent.push(held);
        return new Promise((resolve, reject) => answers.push({ ok: resolve, no: (status) => reject(new ApiError(status, {})) }));
      },
      look: () => Promise.resolve(there),
      versionOf: (version) => version,
      hold: (held) => {
        browser.held = held;
      },
      later: (run) => {
        waiting.push(run);
        return () => void waiting.splice(waiting.indexOf(run), 1);
      },
      onState: (state) => states.push(state),
      onSaved: () => undefined,
    },
    3,
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** The pause after the last key is over. */
  const pass = async () => {
    waiting.splice(0).forEach((run) => run());
    await settle();
  };
  const answer = async (how: (each: (typeof answers)[number]) => void) => {
    how(answers.shift()!);
    await settle();
  };
  return { keeper, sent, browser, states, pass, answer, waiting };
}

describe('a draft that is kept', () => {
  it('is held in the browser at once and let go only when the server has it', async () => {
    const { keeper, sent, browser, pass, answer } = world();
    keeper.type('a');
    keeper.type('ab');
    expect(browser.held).toEqual({ version: 3, draft: 'ab' });
    await pass();
    expect(sent).toEqual([{ version: 3, draft: 'ab' }]);
    expect(browser.held).not.toBeNull();
    await answer((each) => each.ok(4));
    expect(browser.held).toBeNull();
    expect(keeper.state).toBe('kept');
    expect(keeper.version).toBe(4);
  });

  it('sends what was typed while the answer was on its way, over the version that came back', async () => {
    const { keeper, sent, browser, pass, answer } = world();
    keeper.type('a');
    await pass();
    keeper.type('ab');
    await answer((each) => each.ok(4));
    expect(browser.held).toEqual({ version: 4, draft: 'ab' });
    await pass();
    expect(sent[1]).toEqual({ version: 4, draft: 'ab' });
  });

  it('stays held and is sent again where no answer comes', async () => {
    const { keeper, sent, browser, pass, answer } = world();
    keeper.type('a');
    await pass();
    await answer((each) => each.no(503));
    expect(keeper.state).toBe('waiting');
    expect(browser.held).toEqual({ version: 3, draft: 'a' });
    await pass();
    expect(sent).toHaveLength(2);
    await answer((each) => each.ok(4));
    expect(keeper.state).toBe('kept');
  });

  it('waits for a decision where somebody else changed it', async () => {
    const { keeper, sent, browser, pass, answer } = world();
    keeper.type('a');
    await pass();
    await answer((each) => each.no(409));
    keeper.type('ab');
    await pass();
    expect(sent).toHaveLength(1);
    expect(browser.held).toMatchObject({ draft: 'ab' });
    const stood = keeper.stand(7);
    await answer((each) => each.ok(8));
    expect(await stood).toBe(true);
    expect(sent[1]).toEqual({ version: 7, draft: 'ab' });
  });

  it('goes on from its own save whose answer was lost', async () => {
    const { keeper, sent, pass, answer } = world();
    keeper.type('a');
    await pass();
    await answer((each) => each.no(0));
    keeper.type('ab');
    await pass();
    await answer((each) => each.no(409));
    await pass();
    expect(sent[2]).toEqual({ version: 4, draft: 'ab' });
    await answer((each) => each.ok(5));
    expect(keeper.state).toBe('kept');
  });

  it('says where the server refuses it, and holds it', async () => {
    const { keeper, browser, pass, answer, waiting } = world();
    keeper.type('too much');
    await pass();
    await answer((each) => each.no(422));
    expect(keeper.state).toBe('refused');
    expect(browser.held).not.toBeNull();
    expect(waiting).toEqual([]);
  });

  it('sends all before it says that all is kept', async () => {
    const { keeper, sent, answer } = world();
    keeper.type('a');
    const all = keeper.flush();
    await answer((each) => each.ok(4));
    expect(await all).toBe(true);
    expect(sent).toHaveLength(1);
    expect(await keeper.flush()).toBe(true);
    expect(sent).toHaveLength(1);
  });
});
