import { useState, type FormEvent } from 'react';
import { newId } from '@shared/id';
import { Button, CheckOptions, Chip, Dialog, Notice, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { ErrorNotice, Select, Waiting } from '../app/ui';
import type { ClientRecord } from '../app/types';
import { FormFoot } from '../client/Goals';
import { useSave } from '../client/useSave';
import { filterMeasures, measurePaths, rhythms, useMeasure, useMeasures, type Measure, type MeasurePlanInput } from './data';
import { Sources } from './Sources';

interface AssignProps {
  record: ClientRecord;
  treatmentId: string;
  open: boolean;
  onClose: () => void;
}

/** Choose a measure, see what its figures rest on, say when it is asked. */
export function AssignDialog({ record, treatmentId, open, onClose }: AssignProps) {
  const t = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const close = () => {
    setChosen(null);
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title={t('measures.assign')}>
      {chosen ? (
        <Details record={record} treatmentId={treatmentId} measureId={chosen} onBack={() => setChosen(null)} onClose={close} />
      ) : (
        <Choice onChoose={setChosen} />
      )}
    </Dialog>
  );
}

function Choice({ onChoose }: { onChoose: (measureId: string) => void }) {
  const t = useWords();
  const measures = useMeasures();
  const [words, setWords] = useState('');
  if (measures.isPending) return <Waiting />;
  const found = filterMeasures(measures.data ?? [], words);
  return (
    <div className="col">
      <ErrorNotice error={measures.error} again={() => void measures.refetch()} />
      <TextField label={t('measures.search')} value={words} onChange={setWords} autoFocus />
      <ul className="plain lines measure-list">
        {found.map((each) => (
          <li key={each.measureId} className="row apart">
            <div className="grow">
              <p>
                <strong>{each.abbreviation}</strong> <span className="small">{t('measures.items', { count: each.items })}</span>
              </p>
              <p className="small">{[each.construct, t(`measures.purpose.${each.purpose}`)].join(' · ')}</p>
              {each.wording === 'secondary-copy' && <Chip tone="need">{t('measures.secondaryCopy')}</Chip>}
              {each.cannot && <p className="small">{t(`measures.cannot.${each.cannot}`)}</p>}
            </div>
            <Button className="small-button" disabled={Boolean(each.cannot)} aria-label={t('measures.chooseNamed', { name: each.abbreviation })} onClick={() => onChoose(each.measureId)}>
              {t('measures.choose')}
            </Button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="muted">{t('measures.noneFound')}</p>}
    </div>
  );
}

function Details({ record, treatmentId, measureId, onBack, onClose }: { record: ClientRecord; treatmentId: string; measureId: string; onBack: () => void; onClose: () => void }) {
  const t = useWords();
  const measure = useMeasure(measureId);
  if (measure.isPending) return <Waiting />;
  if (!measure.data) return <ErrorNotice error={measure.error} again={() => void measure.refetch()} />;
  return (
    <div className="col">
      <div>
        <button type="button" className="link-button" onClick={onBack}>
          ‹ {t('measures.others')}
        </button>
      </div>
      <h3>{measure.data.title}</h3>
      <AssignForm record={record} treatmentId={treatmentId} measure={measure.data} onClose={onClose} />
    </div>
  );
}

function AssignForm({ record, treatmentId, measure, onClose }: { record: ClientRecord; treatmentId: string; measure: Measure; onClose: () => void }) {
  const t = useWords();
  const { clientId } = record.client;
  const [planId] = useState(newId());
  const [rhythm, setRhythm] = useState<MeasurePlanInput['rhythm']>('every-session');
  const [onPhone, setOnPhone] = useState(!measure.inPersonOnly);
  const goals = record.goals.filter((goal) => goal.state === 'active').map((goal) => goal.text);
  const [words, setWords] = useState<string[]>(measure.personalItems.map((_, index) => (measure.purpose === 'goal' ? (goals[index] ?? '') : '')));
  const save = useSave<MeasurePlanInput>(clientId, () => measurePaths.plan(clientId, planId), (input) => input, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      treatmentId,
      measureId: measure.measureId,
      rhythm,
      onPhone,
      words: measure.personalItems.flatMap((item, index) => (words[index]?.trim() ? [{ item, text: words[index].trim() }] : [])),
    });
  };
  return (
    <form className="col loose" onSubmit={submit}>
      {measure.wording === 'secondary-copy' && <Notice tone="need">{t('measures.secondaryCopyText')}</Notice>}
      {measure.personalItems.map((item, index) => (
        <TextField
          key={item}
          label={t(measure.purpose === 'goal' ? 'measures.goalWords' : 'measures.problemWords', { number: index + 1 })}
          help={index === 0 ? t('measures.ownWordsHelp') : undefined}
          maxLength={200}
          required={index === 0}
          value={words[index] ?? ''}
          onChange={(text) => setWords(words.map((each, at) => (at === index ? text : each)))}
        />
      ))}
      <Select label={t('measures.when')} value={rhythm} onChange={(code) => setRhythm(code as MeasurePlanInput['rhythm'])}>
        {rhythms.map((code) => (
          <option key={code} value={code}>
            {t(`measures.rhythm.${code}`)}
          </option>
        ))}
      </Select>
      {!measure.inPersonOnly && (
        <CheckOptions label={t('measures.where')} choices={[{ code: 'phone', label: t('measures.askOnPhone') }]} value={onPhone ? ['phone'] : []} onChange={(codes) => setOnPhone(codes.includes('phone'))} />
      )}
      <Sources measure={measure} />
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} words={t('measures.assignNow')} />
    </form>
  );
}
