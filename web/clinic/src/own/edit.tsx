// What every part of the editor uses: the draft, the way to change a place of it, and small inputs over such a place.
import { createContext, useContext, type ReactNode } from 'react';
import { Button, TextArea, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { at, insert, move, pointerOf, put, type Draft, type Path } from './draft';

export interface Edit {
  draft: Draft;
  change: (next: (draft: Draft) => Draft) => void;
  /** What the server says about a place, once it was asked to publish. */
  problem: (path: Path) => string | undefined;
  /** Takes an element of a list away; it can be put back. */
  remove: (path: Path, index: number, name: string) => void;
}

export const EditContext = createContext<Edit | null>(null);

export function useEdit(): Edit {
  const edit = useContext(EditContext);
  if (!edit) throw new Error('used outside the editor');
  return edit;
}

interface PlaceProps {
  path: Path;
  label: ReactNode;
  help?: ReactNode;
  maxLength: number;
  /** Where changing the place changes another one too. */
  onChange?: (value: string) => void;
  autoFocus?: boolean;
}

function usePlace({ path, onChange }: Pick<PlaceProps, 'path' | 'onChange'>) {
  const { draft, change, problem } = useEdit();
  const value = at(draft, path);
  return {
    value: typeof value === 'string' ? value : '',
    error: problem(path),
    onChange: onChange ?? ((text: string) => change((old) => put(old, path, text))),
  };
}

export function Line({ label, help, maxLength, autoFocus, ...place }: PlaceProps) {
  return <TextField {...usePlace(place)} label={label} help={help} maxLength={maxLength} autoFocus={autoFocus} type="text" autoComplete="off" />;
}

export function Area({ label, help, maxLength, autoFocus, rows, ...place }: PlaceProps & { rows?: number }) {
  return <TextArea {...usePlace(place)} label={label} help={help} maxLength={maxLength} autoFocus={autoFocus} {...(rows ? { rows } : {})} />;
}

/** Up, down and away, for the element of a list. The keys: Alt+↑, Alt+↓ anywhere in it. */
export function ListTools({ path, index, count, name, fewest = 0 }: { path: Path; index: number; count: number; name: string; fewest?: number }) {
  const t = useWords();
  const { change, remove } = useEdit();
  const go = (to: number, focus: string) => {
    if (to < 0 || to >= count) return;
    change((old) => move(old, path, index, to));
    refocus(path, to, focus);
  };
  return (
    <div className="own-tools">
      <Button kind="quiet" className="small-button" id={toolId(path, index, 'up')} disabled={index === 0} aria-label={t('own.up', { name })} onClick={() => go(index - 1, index - 1 === 0 ? 'down' : 'up')}>
        ↑
      </Button>
      <Button kind="quiet" className="small-button" id={toolId(path, index, 'down')} disabled={index === count - 1} aria-label={t('own.down', { name })} onClick={() => go(index + 1, index + 1 === count - 1 ? 'up' : 'down')}>
        ↓
      </Button>
      {count > fewest && (
        <Button kind="quiet" className="small-button" aria-label={t('own.remove', { name })} onClick={() => remove(path, index, name)}>
          ×
        </Button>
      )}
    </div>
  );
}

export const toolId = (path: Path, index: number, which: string) => `own${pointerOf(path).replace(/\//g, '-')}-${index}-${which}`;

/** The same button of the element where it stands now: a moved element takes its focus along. */
export function refocus(path: Path, index: number, which: string): void {
  requestAnimationFrame(() => document.getElementById(toolId(path, index, which))?.focus());
}

interface LinesProps {
  path: Path;
  label: string;
  help?: string;
  add: string;
  maxLength: number;
}

/** A list of sentences. */
export function Lines({ path, label, help, add, maxLength }: LinesProps) {
  const t = useWords();
  const { draft, change, problem } = useEdit();
  const list = at(draft, path) as string[];
  return (
    <fieldset className="field">
      <legend className="field-label">{label}</legend>
      {help && <p className="field-help">{help}</p>}
      {problem(path) && <p className="field-error">{problem(path)}</p>}
      <ul className="plain col">
        {list.map((text, index) => (
          <li key={index} className="own-line">
            <textarea
              className="input one-line grow"
              rows={1}
              maxLength={maxLength}
              aria-label={t('own.numbered', { name: label, number: index + 1 })}
              aria-invalid={problem([...path, index]) ? true : undefined}
              value={text}
              onChange={(event) => change((old) => put(old, [...path, index], event.target.value))}
            />
            <ListTools path={path} index={index} count={list.length} name={text || t('own.numbered', { name: label, number: index + 1 })} />
          </li>
        ))}
      </ul>
      <div>
        <Button className="small-button" onClick={() => change((old) => insert(old, path, list.length, ''))}>
          {add}
        </Button>
      </div>
    </fieldset>
  );
}

interface PairsProps extends Omit<LinesProps, 'maxLength'> {
  first: { key: string; label: string };
  second: { key: string; label: string };
}

/** A list of two sentences that belong together. */
export function Pairs({ path, label, help, add, first, second }: PairsProps) {
  const t = useWords();
  const { draft, change, problem } = useEdit();
  const list = at(draft, path) as Record<string, string>[];
  return (
    <fieldset className="field">
      <legend className="field-label">{label}</legend>
      {help && <p className="field-help">{help}</p>}
      <ul className="plain col">
        {list.map((pair, index) => (
          <li key={index} className="own-line">
            <div className="own-pair grow">
              {[first, second].map((half) => (
                <TextField
                  key={half.key}
                  label={half.label}
                  type="text"
                  autoComplete="off"
                  maxLength={300}
                  error={problem([...path, index, half.key])}
                  value={String(pair[half.key] ?? '')}
                  onChange={(text) => change((old) => put(old, [...path, index, half.key], text))}
                />
              ))}
            </div>
            <ListTools path={path} index={index} count={list.length} name={t('own.numbered', { name: label, number: index + 1 })} />
          </li>
        ))}
      </ul>
      <div>
        <Button className="small-button" onClick={() => change((old) => insert(old, path, list.length, { [first.key]: '', [second.key]: '' }))}>
          {add}
        </Button>
      </div>
    </fieldset>
  );
}
