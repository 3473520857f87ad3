import { Button, TextArea, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import type { QuestionnaireItem } from '@shared/worksheet';
import { Select } from '../app/ui';
import { Conditions } from './Conditions';
import type { Path } from './draft';
import { useEdit } from './edit';
import {
  alertCodes,
  alertFrom,
  attachedOf,
  freeName,
  hasOptions,
  hasRange,
  isCore,
  isGroup,
  isPrivate,
  isSafety,
  momentOf,
  numberOf,
  optionsOf,
  simpleTypes,
  typeOf,
  unitOf,
  withAlertCodes,
  withAlertFrom,
  withAttached,
  withCore,
  withMoment,
  withNumber,
  withOptions,
  withPrivate,
  withSafety,
  withType,
  withUnit,
  type FieldType,
  type MomentChoice,
} from './form';

interface Props {
  item: QuestionnaireItem;
  type: FieldType;
  path: Path;
  /** Not inside a group. */
  top: boolean;
  /** One half of a pair: both halves are of one type, chosen at the pair. */
  half: boolean;
  /** Just added: the question takes the focus. */
  fresh: boolean;
  onChange: (item: QuestionnaireItem) => void;
}

const halves: readonly FieldType[] = ['scale', 'number', 'yesNo', 'line', 'text', 'choice'];

/** Everything about one field. */
export function FieldForm({ item, type, path, top, half, fresh, onChange }: Props) {
  const t = useWords();
  const { problem } = useEdit();
  const asks = type !== 'words';
  return (
    <div className="col">
      <TextArea
        label={t(asks ? 'own.question' : 'own.words')}
        rows={2}
        maxLength={400}
        autoFocus={fresh}
        error={problem([...path, 'text'])}
        value={item.text ?? ''}
        onChange={(text) => onChange({ ...item, text })}
      />
      <div className="own-grid">
        {!isGroup(type) && !half && (
          <Select compact label={t('own.kind')} value={type} onChange={(value) => onChange(withType(item, value as FieldType))}>
            {simpleTypes.map((each) => (
              <option key={each} value={each}>
                {t(`own.type.${each}`)}
              </option>
            ))}
          </Select>
        )}
        {type === 'pair' && <PairType item={item} onChange={onChange} />}
        {asks && <TextField label={t('own.help')} type="text" autoComplete="off" maxLength={400} value={attachedOf(item, 'help')} onChange={(text) => onChange(withAttached(item, 'help', text))} />}
      </div>
      {hasOptions(type) && <Options item={item} path={path} onChange={onChange} />}
      {hasRange(type) && <Range item={item} type={type} path={path} onChange={onChange} />}
      {asks && (
        <div className="row wrap">
          <Check words={t('own.privateHelp')} on={isPrivate(item)} onChange={(on) => onChange(withPrivate(item, on))} />
          {top && <Check words={t('own.coreHelp')} on={isCore(item)} onChange={(on) => onChange(withCore(item, on))} />}
          {!isGroup(type) && <Check words={t('own.safetyHelp')} on={isSafety(item)} onChange={(on) => onChange(withSafety(item, on))} />}
        </div>
      )}
      {isSafety(item) && <Told item={item} type={type} path={path} onChange={onChange} />}
      {top && asks && (
        <Select compact label={t('own.moment')} value={momentOf(item)} onChange={(value) => onChange(withMoment(item, value as MomentChoice))}>
          <option value="">{t(type === 'pair' ? 'own.momentBoth' : 'own.momentAfter')}</option>
          <option value="before">{t('own.momentBefore')}</option>
          {type === 'pair' && <option value="after">{t('own.momentAfter')}</option>}
        </Select>
      )}
      <Conditions item={item} path={path} onChange={onChange} />
    </div>
  );
}

function Check({ words, on, onChange }: { words: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {words}
    </label>
  );
}

/** Of which answers about safety a person is told. */
function Told({ item, type, path, onChange }: Pick<Props, 'item' | 'type' | 'path' | 'onChange'>) {
  const t = useWords();
  const { problem } = useEdit();
  const error = problem([...path, 'extension']);
  if (hasRange(type))
    return (
      <TextField
        label={t('own.toldFrom')}
        className="short"
        type="number"
        step={1}
        error={error}
        value={alertFrom(item) ?? ''}
        onChange={(text) => onChange(withAlertFrom(item, text.trim() === '' ? null : Math.round(Number(text))))}
      />
    );
  if (!hasOptions(type)) return <p className="small">{t(type === 'yesNo' ? 'own.toldYesNo' : 'own.toldNever')}</p>;
  const codes = alertCodes(item);
  return (
    <fieldset className="field">
      <legend className="field-label">{t('own.toldOf')}</legend>
      <div className="row wrap">
        {optionsOf(item).map(({ code, display }) => (
          <Check key={code} words={display || t('own.option')} on={codes.includes(code)} onChange={(on) => onChange(withAlertCodes(item, on ? [...codes, code] : codes.filter((each) => each !== code)))} />
        ))}
      </div>
      {error && <p className="field-error">{error}</p>}
    </fieldset>
  );
}

function PairType({ item, onChange }: Pick<Props, 'item' | 'onChange'>) {
  const t = useWords();
  const first = item.item?.find((each) => each.type !== 'display');
  return (
    <Select
      compact
      label={t('own.pairKind')}
      value={first ? typeOf(first) : 'scale'}
      onChange={(value) => onChange({ ...item, item: (item.item ?? []).map((each) => (each.type === 'display' ? each : withType(each, value as FieldType))) })}
    >
      {halves.map((each) => (
        <option key={each} value={each}>
          {t(`own.type.${each}`)}
        </option>
      ))}
    </Select>
  );
}

function Options({ item, path, onChange }: Pick<Props, 'item' | 'path' | 'onChange'>) {
  const t = useWords();
  const { problem, remove } = useEdit();
  const options = optionsOf(item);
  const add = () =>
    onChange(
      withOptions(item, [
        ...options,
        {
          code: freeName(
            'o',
            options.map((each) => each.code),
          ),
          display: '',
        },
      ]),
    );
  return (
    <fieldset className="field">
      <legend className="field-label">{t('own.options')}</legend>
      <ul className="plain col">
        {options.map((option, index) => (
          <li key={option.code || index} className="own-line">
            <input
              className="input grow"
              type="text"
              autoComplete="off"
              maxLength={120}
              aria-label={t('own.numbered', { name: t('own.option'), number: index + 1 })}
              aria-invalid={problem([...path, 'answerOption', index, '']) ? true : undefined}
              value={option.display}
              onChange={(event) => onChange(withOptions(item, options.map((each, at) => (at === index ? { ...each, display: event.target.value } : each))))}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                add();
              }}
            />
            {options.length > 2 && (
              <Button kind="quiet" className="small-button" aria-label={t('own.remove', { name: option.display || t('own.option') })} onClick={() => remove([...path, 'answerOption'], index, option.display)}>
                ×
              </Button>
            )}
          </li>
        ))}
      </ul>
      {problem([...path, 'answerOption']) && <p className="field-error">{problem([...path, 'answerOption'])}</p>}
      <div>
        <Button className="small-button" onClick={add}>
          {t('own.addOption')}
        </Button>
      </div>
    </fieldset>
  );
}

function Range({ item, type, path, onChange }: Pick<Props, 'item' | 'type' | 'path' | 'onChange'>) {
  const t = useWords();
  const { problem } = useEdit();
  const ends = type === 'scale' || type === 'series';
  const number = (name: 'minValue' | 'maxValue', label: string) => (
    <TextField
      label={label}
      className="short"
      type="number"
      step={1}
      value={numberOf(item, name) ?? ''}
      onChange={(text) => onChange(withNumber(item, name, text.trim() === '' ? (ends ? 0 : null) : Math.round(Number(text))))}
    />
  );
  return (
    <div className="own-grid">
      {number('minValue', t('own.least'))}
      {number('maxValue', t('own.most'))}
      {ends && (
        <>
          <TextField label={t('own.lower')} type="text" autoComplete="off" maxLength={120} value={attachedOf(item, 'lower')} onChange={(text) => onChange(withAttached(item, 'lower', text))} />
          <TextField label={t('own.upper')} type="text" autoComplete="off" maxLength={120} value={attachedOf(item, 'upper')} onChange={(text) => onChange(withAttached(item, 'upper', text))} />
        </>
      )}
      {!ends && <TextField label={t('own.unit')} className="short" type="text" autoComplete="off" maxLength={20} value={unitOf(item)} onChange={(text) => onChange(withUnit(item, text))} />}
      {problem([...path, 'extension', '']) && <p className="field-error">{problem([...path, 'extension', ''])}</p>}
    </div>
  );
}
