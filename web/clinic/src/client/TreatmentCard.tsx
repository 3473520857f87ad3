import { useState, type FormEvent } from 'react';
import { Button, Card, Dialog, TextArea } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths, useTerms } from '../app/queries';
import { CheckPills, ErrorNotice, Pills, shortDay } from '../app/ui';
import { formats, stages, type Treatment, type TreatmentInput } from '../app/types';
import { nameOf } from '../library/filter';
import { FormFoot } from './Goals';
import { useSave } from './useSave';

export function TreatmentCard({ clientId, treatment }: { clientId: string; treatment: Treatment }) {
  const t = useWords();
  const terms = useTerms().data;
  const [editing, setEditing] = useState(false);
  return (
    <Card aria-labelledby="treatment">
      <div className="row apart">
        <h2 id="treatment">{t('treatment.title')}</h2>
        <Button className="small-button" onClick={() => setEditing(true)}>
          {t('treatment.change')}
        </Button>
      </div>
      <dl className="facts">
        <div>
          <dt>{t('client.stage')}</dt>
          <dd>{t(`stage.${treatment.stage}`)}</dd>
        </div>
        <div>
          <dt>{t('client.paradigms')}</dt>
          <dd>{treatment.paradigms.map((code) => nameOf(terms, 'paradigms', code)).join(', ') || t('treatment.none')}</dd>
        </div>
        <div>
          <dt>{t('treatment.mechanisms')}</dt>
          <dd>{treatment.mechanisms.map((code) => nameOf(terms, 'mechanisms', code)).join(', ') || t('treatment.none')}</dd>
        </div>
        <div>
          <dt>{t('treatment.format')}</dt>
          <dd>{t(`format.${treatment.format}`)}</dd>
        </div>
      </dl>
      {treatment.stageLog.length > 0 && (
        <details>
          <summary>{t('treatment.log', { count: treatment.stageLog.length })}</summary>
          <ol className="plain lines">
            {treatment.stageLog.map((each, index) => (
              <li key={index}>
                <span className="small">{shortDay(new Date(each.at))}</span> {t(`stage.${each.stage}`)}
                {each.reason && <p className="small">{each.reason}</p>}
              </li>
            ))}
          </ol>
        </details>
      )}
      <Dialog open={editing} onClose={() => setEditing(false)} title={t('treatment.change')}>
        {editing && <TreatmentForm clientId={clientId} treatment={treatment} onClose={() => setEditing(false)} />}
      </Dialog>
    </Card>
  );
}

function TreatmentForm({ clientId, treatment, onClose }: { clientId: string; treatment: Treatment; onClose: () => void }) {
  const t = useWords();
  const terms = useTerms().data;
  const [stage, setStage] = useState(treatment.stage);
  const [reason, setReason] = useState('');
  const [paradigms, setParadigms] = useState(treatment.paradigms);
  const [mechanisms, setMechanisms] = useState(treatment.mechanisms);
  const [format, setFormat] = useState<(typeof formats)[number]>(formats.find((each) => each === treatment.format) ?? 'individual');
  const moved = stage !== treatment.stage;
  const save = useSave<TreatmentInput>(clientId, () => `${paths.client(clientId)}/treatments/${treatment.treatmentId}`, (input) => input, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ stage, paradigms, mechanisms, format, version: treatment.version, ...(moved && reason.trim() ? { stageReason: reason.trim() } : {}) });
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <Pills label={t('client.stage')} value={stage} onChange={setStage} choices={stages.map((code) => ({ code, label: t(`stage.${code}`) }))} />
      {moved && <TextArea label={t('treatment.reason')} help={t('treatment.reasonHelp')} maxLength={500} rows={2} value={reason} onChange={setReason} />}
      <CheckPills
        label={t('treatment.mechanisms')}
        help={t('treatment.mechanismsHelp')}
        value={mechanisms}
        onChange={(next) => setMechanisms(next.slice(0, 8))}
        choices={(terms?.mechanisms ?? []).map((term) => ({ code: term.code, label: term.name }))}
      />
      <CheckPills
        label={t('client.paradigms')}
        value={paradigms}
        onChange={(next) => setParadigms(next.slice(0, 6))}
        choices={(terms?.paradigms ?? []).map((term) => ({ code: term.code, label: term.name }))}
      />
      <Pills label={t('treatment.format')} value={format} onChange={setFormat} choices={formats.map((code) => ({ code, label: t(`format.${code}`) }))} />
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}
