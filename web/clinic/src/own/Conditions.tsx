import { Button, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import type { EnableWhen, QuestionnaireItem } from '@shared/worksheet';
import { Select } from '../app/ui';
import type { Path } from './draft';
import { useEdit } from './edit';
import { answerOf, askable, condition, operatorOf, operatorsFor, optionsOf, withConditions, type Operator } from './form';

interface Props {
  item: QuestionnaireItem;
  path: Path;
  onChange: (item: QuestionnaireItem) => void;
}

/** When a field is asked at all: always, or depending on answers further up. */
export function Conditions({ item, path, onChange }: Props) {
  const t = useWords();
  const { draft, problem } = useEdit();
  const questions = askable(draft.worksheet.item ?? [], item.linkId);
  const rules = item.enableWhen ?? [];
  if (questions.length === 0 && rules.length === 0) return null;
  const putAll = (next: readonly EnableWhen[]) => onChange(withConditions(item, next));
  const first = questions[0];
  return (
    <fieldset className="field own-conditions">
      <legend className="field-label">{t('own.conditions')}</legend>
      {rules.length === 0 && <p className="small">{t('own.always')}</p>}
      {rules.length > 1 && (
        <Select compact label={t('own.together')} value={item.enableBehavior ?? 'all'} onChange={(value) => onChange({ ...item, enableBehavior: value as 'all' | 'any' })}>
          <option value="all">{t('own.all')}</option>
          <option value="any">{t('own.any')}</option>
        </Select>
      )}
      {rules.map((rule, index) => (
        <div key={index} className="own-condition">
          <Rule rule={rule} questions={questions} onChange={(next) => putAll(rules.map((each, at) => (at === index ? next : each)))} />
          <Button kind="quiet" className="small-button" aria-label={t('own.removeCondition', { number: index + 1 })} onClick={() => putAll(rules.filter((_, at) => at !== index))}>
            ×
          </Button>
          {problem([...path, 'enableWhen', index, '']) && <p className="field-error">{problem([...path, 'enableWhen', index, ''])}</p>}
        </div>
      ))}
      {first && (
        <div>
          <Button className="small-button" onClick={() => putAll([...rules, condition(first, operatorsFor(first)[0]!, '')])}>
            {t(rules.length === 0 ? 'own.addCondition' : 'own.anotherCondition')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function Rule({ rule, questions, onChange }: { rule: EnableWhen; questions: readonly QuestionnaireItem[]; onChange: (rule: EnableWhen) => void }) {
  const t = useWords();
  const question = questions.find((each) => each.linkId === rule.question);
  const operator = operatorOf(rule);
  const answer = answerOf(rule);
  const ask = (linkId: string) => {
    const next = questions.find((each) => each.linkId === linkId);
    if (next) onChange(condition(next, operatorsFor(next)[0]!, ''));
  };
  return (
    <div className="own-rule">
      <Select compact label={t('own.if')} value={rule.question} onChange={ask}>
        {!question && <option value={rule.question}>{t('own.goneField')}</option>}
        {questions.map((each) => (
          <option key={each.linkId} value={each.linkId}>
            {each.text || t('own.noQuestion')}
          </option>
        ))}
      </Select>
      {question && (
        <Select compact label={t('own.compares')} value={operator} onChange={(value) => onChange(condition(question, value as Operator, answer))}>
          {operatorsFor(question).map((each) => (
            <option key={each} value={each}>
              {t(`own.operator.${operatorKey[each]}`)}
            </option>
          ))}
        </Select>
      )}
      {question && operator !== 'exists' && operator !== 'missing' && <Answer question={question} answer={answer} onChange={(text) => onChange(condition(question, operator, text))} />}
    </div>
  );
}

const operatorKey: Record<Operator, string> = { exists: 'exists', missing: 'missing', '=': 'is', '!=': 'isNot', '>': 'above', '<': 'below', '>=': 'atLeast', '<=': 'atMost' };

function Answer({ question, answer, onChange }: { question: QuestionnaireItem; answer: string; onChange: (answer: string) => void }) {
  const t = useWords();
  const label = t('own.answer');
  if (question.type === 'boolean') {
    return (
      <Select compact label={label} value={answer} onChange={onChange}>
        <option value="true">{t('own.yes')}</option>
        <option value="false">{t('own.no')}</option>
      </Select>
    );
  }
  if (question.type === 'choice' || question.type === 'open-choice') {
    return (
      <Select compact label={label} value={answer} onChange={onChange}>
        {optionsOf(question).map((each) => (
          <option key={each.code} value={each.code}>
            {each.display || t('own.option')}
          </option>
        ))}
      </Select>
    );
  }
  if (question.type === 'integer' || question.type === 'decimal') return <TextField label={label} className="short" type="number" step={1} value={answer} onChange={onChange} />;
  return <TextField label={label} type="text" autoComplete="off" maxLength={200} value={answer} onChange={onChange} />;
}
