// Keyboard shortcuts: a screen names its own, "?" lists what works where you are. Single keys can be switched off, for
// people who dictate or whose hands slip; the switch is no clinical matter and is remembered.
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { Dialog } from '@shared/ui';
import { useWords } from '@shared/words';

export interface Shortcut {
  /** One key ("/", "?"), two in a row ("g c"), or with a held key ("Ctrl+Enter"). */
  keys: string;
  /** Key of the words that say what it does. */
  words: string;
  run: () => void;
}

const registered = new Map<string, readonly Shortcut[]>();
const listeners = new Set<() => void>();
let listed: readonly Shortcut[] = [];

function publish() {
  listed = [...registered.values()].flat();
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Names the shortcuts of a screen while it is shown. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const id = useId();
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const signature = shortcuts.map((each) => `${each.keys}\n${each.words}`).join('\n');
  useEffect(() => {
    registered.set(
      id,
      signature.split('\n').reduce<Shortcut[]>((all, part, index, parts) => {
        if (index % 2 || !part) return all;
        return [...all, { keys: part, words: parts[index + 1] ?? '', run: () => latest.current.find((each) => each.keys === part)?.run() }];
      }, []),
    );
    publish();
    return () => {
      registered.delete(id);
      publish();
    };
  }, [id, signature]);
}

const settingKey = 'intersession.single-keys';
function singleKeysOn(): boolean {
  return localStorage.getItem(settingKey) !== 'off';
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['radio', 'checkbox', 'button', 'submit'].includes(target.type);
}

/** Which registered shortcut a key press means, given the key pressed just before. Exported for its test. */
export function matching(shortcuts: readonly Shortcut[], event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>, before: string, typing: boolean): Shortcut | undefined {
  const held = event.ctrlKey || event.metaKey;
  if (event.altKey) return undefined;
  return shortcuts.findLast((each) => {
    if (each.keys.startsWith('Ctrl+')) return held && event.key === each.keys.slice(5);
    if (held || typing) return false;
    const [first, second] = each.keys.split(' ');
    return second === undefined ? event.key === first : before === first && event.key === second;
  });
}

/** Listens for the whole app and shows the list. Once, in the shell. */
export function ShortcutLayer() {
  const t = useWords();
  const all = useSyncExternalStore(subscribe, () => listed);
  const [open, setOpen] = useState(false);
  const [single, setSingle] = useState(singleKeysOn);
  const before = useRef({ key: '', at: 0 });

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      // Inside an open dialog only its own keys count.
      const inDialog = document.querySelector('dialog[open]') !== null;
      const last = Date.now() - before.current.at < 1200 ? before.current.key : '';
      const typing = isTyping(event.target);
      if (!typing && !event.ctrlKey && !event.metaKey) before.current = { key: event.key, at: Date.now() };
      if (inDialog) return;
      if (event.key === '?' && !typing) {
        event.preventDefault();
        setOpen(true);
        return;
      }
      const found = matching(all, event, last, typing);
      if (!found || (!single && !found.keys.startsWith('Ctrl+'))) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [all, single]);

  const toggle = (on: boolean) => {
    localStorage.setItem(settingKey, on ? 'on' : 'off');
    setSingle(on);
  };

  return (
    <>
      <button type="button" className="link-button shortcut-hint" onClick={() => setOpen(true)}>
        {t('shortcuts.open')} <kbd>?</kbd>
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('shortcuts.title')}>
        <dl className="shortcuts">
          {all.map((each) => (
            <div key={each.keys + each.words}>
              <dt>
                {each.keys.split(/[ +]/).map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(each.words)}</dd>
            </div>
          ))}
          <div>
            <dt>
              <kbd>Tab</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd>
            </dt>
            <dd>{t('shortcuts.move')}</dd>
          </div>
        </dl>
        <label className="check">
          <input type="checkbox" checked={single} onChange={(event) => toggle(event.target.checked)} />
          {t('shortcuts.single')}
        </label>
        <div className="row end">
          <button type="button" className="button" onClick={() => setOpen(false)}>
            {t('dialog.close')}
          </button>
        </div>
      </Dialog>
    </>
  );
}
