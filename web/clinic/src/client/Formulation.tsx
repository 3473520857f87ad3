import { useState, type FormEvent } from 'react';
import { newId } from '@shared/id';
import { Button, Card, Chip, Dialog, TextArea } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths } from '../app/queries';
import { ErrorNotice, Pills } from '../app/ui';
import type { ClientRecord, FormulationElement, FormulationElementInput } from '../app/types';
import { FormFoot } from './Goals';
import { useSave } from './useSave';

const kinds = ['problem', 'belief', 'pattern', 'strength'] as const;
const effects = ['synergistic', 'antagonistic', 'neither'] as const;

export function Formulation({ record }: { record: ClientRecord }) {
  const t = useWords();
  const [editing, setEditing] = useState<FormulationElement | 'new' | null>(null);
  const treatmentId = record.treatments[0]?.treatmentId;
  const sorted = [...record.formulation].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  return (
    <Card aria-labelledby="formulation">
      <div className="row apart">
        <h2 id="formulation">{t('formulation.title')}</h2>
        {treatmentId && (
          <Button className="small-button" onClick={() => setEditing('new')}>
            {t('formulation.add')}
          </Button>
        )}
      </div>
      {sorted.length === 0 ? (
        <p className="muted gap-top">{t('formulation.empty')}</p>
      ) : (
        <ul className="plain lines">
          {sorted.map((element) => (
            <li key={element.elementId} className="row apart top">
              <div className="grow">
                <p className="label">{t(`element.${element.kind}`)}</p>
                <p>{element.text}</p>
                {element.effect !== 'neither' && <Chip tone={element.effect === 'antagonistic' ? 'need' : 'go'}>{t(`effect.${element.effect}`)}</Chip>}
              </div>
              <Button kind="quiet" className="small-button" onClick={() => setEditing(element)} aria-label={t('formulation.editNamed', { text: element.text })}>
                {t('edit')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Dialog open={editing !== null} onClose={() => setEditing(null)} title={editing === 'new' ? t('formulation.add') : t('formulation.edit')}>
        {editing && treatmentId && (
          <ElementForm clientId={record.client.clientId} treatmentId={treatmentId} element={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
        )}
      </Dialog>
    </Card>
  );
}

function ElementForm({ clientId, treatmentId, element, onClose }: { clientId: string; treatmentId: string; element: FormulationElement | null; onClose: () => void }) {
  const t = useWords();
  const [elementId] = useState(element?.elementId ?? newId());
  const [kind, setKind] = useState<FormulationElement['kind']>(element?.kind ?? 'belief');
  const [text, setText] = useState(element?.text ?? '');
  const [effect, setEffect] = useState<FormulationElement['effect']>(element?.effect ?? 'neither');
  const save = useSave<FormulationElementInput>(clientId, () => `${paths.client(clientId)}/formulation/${elementId}`, (input) => input, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ treatmentId, kind, text: text.trim(), effect, ...(element ? { version: element.version } : {}) });
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <Pills label={t('formulation.kind')} value={kind} onChange={setKind} choices={kinds.map((code) => ({ code, label: t(`element.${code}`) }))} />
      <TextArea label={t('formulation.text')} help={t(`formulation.textHelp.${kind}`)} required maxLength={1000} value={text} onChange={setText} />
      <Pills label={t('formulation.effect')} value={effect} onChange={setEffect} choices={effects.map((code) => ({ code, label: t(`effect.${code}`) }))} />
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}
