import { useState, type KeyboardEvent } from 'react';
import { Button, Chip, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import type { QuestionnaireItem } from '@shared/worksheet';
import { Select } from '../app/ui';
import { at, insert, move, withItems, type Path } from './draft';
import { ListTools, refocus, toolId, useEdit } from './edit';
import { FieldForm } from './FieldForm';
import { allItems, fieldsOf, groupTypes, isCore, isPrivate, isSafety, newField, simpleTypes, typeOf, type FieldType } from './form';

const itemsPath: Path = ['worksheet', 'item'];

/** The worksheet: its fields in the order in which they are asked. */
export function Worksheet() {
  const t = useWords();
  const { problem } = useEdit();
  return (
    <div className="col">
      <p className="small">{t('own.fieldsHelp')}</p>
      {problem(itemsPath) && <p className="field-error">{problem(itemsPath)}</p>}
      <FieldList path={itemsPath} />
    </div>
  );
}

/** Which fields are open is kept by name, so that it moves along with a field. */
function FieldList({ path }: { path: Path }) {
  const t = useWords();
  const { draft } = useEdit();
  const items = (at(draft, path) as QuestionnaireItem[] | undefined) ?? [];
  const owner = path.length > 2 ? (at(draft, path.slice(0, -1)) as QuestionnaireItem) : null;
  const fields = owner ? fieldsOf(owner) : items;
  const fixed = owner !== null && typeOf(owner) === 'pair';
  const [open, setOpen] = useState<Record<string, boolean>>({});
  const [fresh, setFresh] = useState('');
  return (
    <div className="col">
      <ol className="plain own-fields">
        {items.map((item, index) =>
          fields.includes(item) ? (
            <FieldRow
              key={item.linkId || index}
              path={path}
              index={index}
              first={items.length - fields.length}
              item={item}
              fixed={fixed}
              open={open[item.linkId] ?? false}
              fresh={fresh === item.linkId}
              onOpen={(on) => setOpen((old) => ({ ...old, [item.linkId]: on }))}
            />
          ) : null,
        )}
      </ol>
      {!fixed && (
        <AddField
          path={path}
          nested={owner !== null}
          label={t(owner ? 'own.addInner' : 'own.addField')}
          onAdded={(linkId) => {
            setFresh(linkId);
            setOpen((old) => ({ ...old, [linkId]: true }));
          }}
        />
      )}
    </div>
  );
}

function AddField({ path, nested, label, onAdded }: { path: Path; nested: boolean; label: string; onAdded: (linkId: string) => void }) {
  const t = useWords();
  const { draft, change } = useEdit();
  const [type, setType] = useState<FieldType>('text');
  const add = () => {
    const items = draft.worksheet.item ?? [];
    const made = newField(
      type,
      allItems(items).map((each) => each.linkId),
    );
    const count = ((at(draft, path) as unknown[] | undefined) ?? []).length;
    change((old) => insert(old, path, count, made));
    onAdded(made.linkId);
  };
  return (
    <div className="own-add">
      <Select compact label={label} value={type} onChange={(value) => setType(value as FieldType)}>
        {[...simpleTypes, ...(nested ? [] : groupTypes)].map((each) => (
          <option key={each} value={each}>
            {t(`own.type.${each}`)}
          </option>
        ))}
      </Select>
      <Button onClick={add}>{t('own.add')}</Button>
    </div>
  );
}

interface RowProps {
  path: Path;
  index: number;
  /** How many texts hang on the group before its first field. */
  first: number;
  item: QuestionnaireItem;
  fixed: boolean;
  open: boolean;
  fresh: boolean;
  onOpen: (open: boolean) => void;
}

function FieldRow({ path, index, first, item, fixed, open, fresh, onOpen }: RowProps) {
  const t = useWords();
  const { draft, change, problem } = useEdit();
  const here: Path = [...path, index];
  const type = typeOf(item);
  const count = (at(draft, path) as unknown[]).length;
  const name = item.text || t('own.noQuestion');
  const wrong = problem([...here, '']) !== undefined;
  const top = path.length === itemsPath.length;
  const put = (next: QuestionnaireItem) =>
    change((old) => {
      const after = replaceItem(old.worksheet.item ?? [], here.slice(2), next);
      return withItems(old, after);
    });
  const shift = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || fixed) return;
    const to = index + (event.key === 'ArrowUp' ? -1 : 1);
    if (to < first || to >= count) return;
    event.preventDefault();
    event.stopPropagation();
    change((old) => move(old, path, index, to));
    announce(t('own.moved', { name, place: to - first + 1, count: count - first }));
    refocus(path, to, 'name');
  };
  return (
    <li className={open ? 'own-field open' : 'own-field'} onKeyDown={shift}>
      <div className="own-field-head">
        <button type="button" id={toolId(path, index, 'name')} className="own-field-name" aria-expanded={open} onClick={() => onOpen(!open)}>
          <span>
            <span className="muted">{index - first + 1}.</span> {name}
          </span>
          <span className="small">{t(`own.type.${type}`)}</span>
          {wrong && <Chip tone="need">{t('own.look')}</Chip>}
          {isPrivate(item) && <Chip>{t('own.private')}</Chip>}
          {isCore(item) && <Chip>{t('own.core')}</Chip>}
          {isSafety(item) && <Chip tone="need">{t('own.safety')}</Chip>}
        </button>
        {!fixed && <ListTools path={path} index={index} count={count} name={name} fewest={first + 1} />}
      </div>
      {open && (
        <div className="own-field-body">
          <FieldForm item={item} type={type} path={here} top={top} half={fixed} fresh={fresh} onChange={put} />
          {(type === 'rows' || type === 'group' || type === 'pair') && <FieldList path={[...here, 'item']} />}
        </div>
      )}
    </li>
  );
}

/** `path` below the worksheet's items: index, "item", index, … */
function replaceItem(items: readonly QuestionnaireItem[], path: Path, next: QuestionnaireItem): QuestionnaireItem[] {
  const [index, , ...rest] = path;
  return items.map((each, place) => (place !== index ? each : rest.length === 0 ? next : { ...each, item: replaceItem(each.item ?? [], rest, next) }));
}
