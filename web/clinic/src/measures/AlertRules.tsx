import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { Button, CheckOptions, Dialog, TextArea, TextField } from '@shared/ui';
import { plain } from '@shared/progress/model';
import { useWords } from '@shared/words';
import { queryClient, useMembers } from '../app/queries';
import { ErrorNotice, Select, shortDay } from '../app/ui';
import { FormFoot } from '../client/Goals';
import { useMeasure, useMeasures, type AlertRule, type Measure } from './data';

/** From which answer on somebody is told: the owner reads and changes the rules of one measure after another. */
export function PracticeRules() {
  const t = useWords();
  const measures = useMeasures();
  const [measureId, setMeasureId] = useState('');
  const measure = useMeasure(measureId || null);
  return (
    <div className="col">
      <Select label={t('rules.title')} help={t('rules.help')} value={measureId} onChange={setMeasureId}>
        <option value="">{t('rules.choose')}</option>
        {(measures.data ?? [])
          .filter((each) => each.hasRules)
          .map((each) => (
            <option key={each.measureId} value={each.measureId}>
              {each.abbreviation}
            </option>
          ))}
      </Select>
      <ErrorNotice error={measures.error ?? measure.error} />
      {measure.data && <Rules measure={measure.data} changeable />}
    </div>
  );
}

export function Rules({ measure, changeable = false }: { measure: Measure; changeable?: boolean }) {
  const t = useWords();
  const members = useMembers(measure.rules.some((rule) => rule.changes.length > 0)).data;
  const [changing, setChanging] = useState<AlertRule | null>(null);
  return (
    <>
      <ul className="plain lines">
        {measure.rules.map((rule) => (
          <li key={rule.linkId} className="col tight">
            <p>{rule.question}</p>
            <p className="small">
              <strong>{t('rules.from', { answer: answerWords(rule, rule.atLeast) })}</strong> ({rule.source})
            </p>
            {rule.changes.map((change) => (
              <p key={change.at} className="small">
                {t('rules.changed', {
                  day: shortDay(new Date(change.at)),
                  name: members?.find((each) => each.memberId === change.memberId)?.name ?? t('rules.somebody'),
                  answer: answerWords(rule, change.atLeast),
                  reason: change.reason,
                })}
              </p>
            ))}
            {changeable && (
              <div>
                <Button className="small-button" onClick={() => setChanging(rule)} aria-label={t('rules.changeOf', { question: rule.question })}>
                  {t('rules.change')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      <Dialog open={changing !== null} onClose={() => setChanging(null)} title={t('rules.changeTitle')}>
        {changing && <ChangeRule key={changing.linkId} measure={measure} rule={changing} onClose={() => setChanging(null)} />}
      </Dialog>
    </>
  );
}

function ChangeRule({ measure, rule, onClose }: { measure: Measure; rule: AlertRule; onClose: () => void }) {
  const t = useWords();
  const [atLeast, setAtLeast] = useState(String(rule.atLeast));
  const [reason, setReason] = useState('');
  const [meant, setMeant] = useState(false);
  const less = Number(atLeast) > rule.cameWith;
  const save = useMutation({
    mutationFn: () =>
      api.put<Measure>(`/api/v1/measures/${measure.measureId}/rules/${encodeURIComponent(rule.linkId)}`, {
        version: measure.settingsVersion,
        atLeast: Number(atLeast),
        reason: reason.trim(),
        lessSensitive: less && meant,
      }),
    onSuccess: async () => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: ['measures'] }), queryClient.invalidateQueries({ queryKey: ['measure-settings'] })]);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  const choices = rule.answers.filter((each) => each.value > rule.least);
  return (
    <form className="col loose" onSubmit={submit}>
      <p>{rule.question}</p>
      <p className="small">{t('rules.cameWith', { answer: answerWords(rule, rule.cameWith) })}</p>
      {choices.length > 0 ? (
        <Select label={t('rules.tellFrom')} value={atLeast} onChange={setAtLeast}>
          {choices.map((each) => (
            <option key={each.value} value={String(each.value)}>
              {each.text}
            </option>
          ))}
        </Select>
      ) : (
        <TextField label={t('rules.tellFrom')} type="number" className="short" min={rule.least + 1} max={rule.most} step={1} required value={atLeast} onChange={setAtLeast} />
      )}
      {less && (
        <CheckOptions
          label={t('rules.less')}
          choices={[{ code: 'yes', label: t('rules.lessYes') }]}
          value={meant ? ['yes'] : []}
          onChange={(codes) => setMeant(codes.includes('yes'))}
        />
      )}
      <TextArea label={t('rules.reason')} help={t('rules.reasonHelp')} required maxLength={500} value={reason} onChange={setReason} />
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}

/** The words beside a value, or the number. */
function answerWords(rule: AlertRule, value: number): string {
  const words = rule.answers.find((each) => each.value >= value)?.text;
  return words ? `“${words}”` : plain(value);
}
