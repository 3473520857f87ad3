import { useState, type FormEvent } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { newId } from '@shared/id';
import { wallDate } from '@shared/time/local';
import { Button, Card, Chip, Dialog, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { fromItems, readWorksheet, WorksheetAnswers, type ResponseItem } from '@shared/worksheet';
import { paths, queryClient, useActivity, usePractice } from '../app/queries';
import { ErrorNotice, shortDay, shortMoment } from '../app/ui';
import type { ClientInvitation, ClientRecord } from '../app/types';
import { Invitation } from './Invitation';

type Schemas = components['schemas'];
type List = Schemas['CaregiverList'];
type Caregiver = List['caregivers'][number];

const keyOf = (clientId: string) => ['client', clientId, 'caregivers'];
const base = (clientId: string) => `${paths.client(clientId)}/caregivers`;

function useCaregivers(clientId: string) {
  return useQuery({ queryKey: keyOf(clientId), queryFn: ({ signal }) => api.get<List>(base(clientId), { signal }) });
}

/** A change that answers with all of the client's caregivers. */
function useChange<Input>(clientId: string, send: (input: Input) => Promise<List>, onDone?: () => void) {
  return useMutation({
    mutationFn: send,
    onSuccess: (list) => {
      queryClient.setQueryData(keyOf(clientId), list);
      onDone?.();
    },
  });
}

/** Who else has an account beside this client, what each may look at, and what each recorded. */
export function Caregivers({ record }: { record: ClientRecord }) {
  const t = useWords();
  const { clientId } = record.client;
  const list = useCaregivers(clientId).data;
  const [adding, setAdding] = useState(false);
  if (!list) return null;
  const open = list.caregivers.filter((each) => !each.until);
  const ended = list.caregivers.filter((each) => each.until);
  return (
    <Card aria-labelledby="caregivers">
      <div className="row apart wrap">
        <h2 id="caregivers">{t('caregivers.title')}</h2>
        <Button className="small-button" onClick={() => setAdding(true)}>
          {t('caregivers.add')}
        </Button>
      </div>
      {open.length === 0 && <p className="muted gap-top">{t('caregivers.none')}</p>}
      {open.map((caregiver) => (
        <One key={caregiver.caregiverId} record={record} list={list} caregiver={caregiver} />
      ))}
      {ended.length > 0 && (
        <p className="small gap-top">{t('caregivers.ended', { names: ended.map((each) => `${each.name} (${shortDay(new Date(each.until ?? each.from))})`).join(', ') })}</p>
      )}
      <Dialog open={adding} onClose={() => setAdding(false)} title={t('caregivers.add')}>
        <Add clientId={clientId} onClose={() => setAdding(false)} />
      </Dialog>
    </Card>
  );
}

function Add({ clientId, onClose }: { clientId: string; onClose: () => void }) {
  const t = useWords();
  const [id] = useState(newId());
  const [name, setName] = useState('');
  const [relationship, setRelationship] = useState('');
  const save = useChange<void>(
    clientId,
    () => api.put<List>(`${base(clientId)}/${id}`, { name: name.trim(), ...(relationship.trim() ? { relationship: relationship.trim() } : {}) }),
    onClose,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <p>{t('caregivers.addText')}</p>
      <TextField label={t('caregivers.name')} required maxLength={120} autoComplete="off" value={name} onChange={setName} />
      <TextField label={t('caregivers.relationship')} help={t('caregivers.relationshipHelp')} maxLength={60} autoComplete="off" value={relationship} onChange={setRelationship} />
      <ErrorNotice error={save.error} kept />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" type="submit" disabled={save.isPending}>
          {t('caregivers.link')}
        </Button>
      </div>
    </form>
  );
}

function One({ record, list, caregiver }: { record: ClientRecord; list: List; caregiver: Caregiver }) {
  const t = useWords();
  const { clientId } = record.client;
  const [asking, setAsking] = useState<'phone' | 'end' | null>(null);
  const share = useChange<string[]>(clientId, (assignmentIds) => api.put<List>(`${base(clientId)}/${caregiver.caregiverId}/shares`, { assignmentIds }));
  const shared = caregiver.shares.map((each) => each.assignmentId);
  const toggle = (id: string) => share.mutate(shared.includes(id) ? shared.filter((each) => each !== id) : [...shared, id]);
  return (
    <div className="col gap-top caregiver">
      <div className="row apart wrap">
        <h3>
          {caregiver.name}
          {caregiver.relationship ? <span className="small"> · {caregiver.relationship}</span> : null}
        </h3>
        <Chip tone={caregiver.access === 'signed-in' ? 'go' : caregiver.access === 'invited' ? 'info' : 'plain'}>{t(`access.${caregiver.access}`)}</Chip>
      </div>
      {list.assignments.length > 0 && (
        <fieldset className="field">
          <legend className="field-label">{t('caregivers.mayLookAt', { name: caregiver.name })}</legend>
          <p className="small">{t('caregivers.shareHelp')}</p>
          {list.assignments.map((assignment) => (
            <label key={assignment.assignmentId} className="check">
              <input type="checkbox" checked={shared.includes(assignment.assignmentId)} disabled={share.isPending} onChange={() => toggle(assignment.assignmentId)} />
              <span>
                {assignment.name}
                <span className="small block">
                  {assignment.sees.length > 0 ? t('caregivers.sees', { fields: assignment.sees.join(' · ') }) : t('caregivers.seesPlan')}
                </span>
                {assignment.records.length > 0 && <span className="small block">{t('caregivers.records', { fields: assignment.records.join(' · ') })}</span>}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <ErrorNotice error={share.error} />
      {caregiver.entries.length > 0 && (
        <details>
          <summary>{t('caregivers.recorded', { count: caregiver.entries.length })}</summary>
          <ul className="plain lines">
            {[...caregiver.entries].reverse().map((entry) => (
              <CaregiverEntry key={entry.entryId} record={record} entry={entry} />
            ))}
          </ul>
        </details>
      )}
      <div className="row wrap">
        <Button className="small-button" onClick={() => setAsking('phone')}>
          {t(caregiver.access === 'none' ? 'caregivers.connect' : 'phone.again')}
        </Button>
        <Button kind="quiet" className="small-button" onClick={() => setAsking('end')}>
          {t('caregivers.end')}
        </Button>
      </div>
      <Dialog open={asking === 'phone'} onClose={() => setAsking(null)} title={t('phone.dialog', { name: caregiver.name })}>
        <Invite clientId={clientId} caregiver={caregiver} onClose={() => setAsking(null)} />
      </Dialog>
      <Dialog open={asking === 'end'} onClose={() => setAsking(null)} title={t('caregivers.end')}>
        <End clientId={clientId} caregiver={caregiver} onClose={() => setAsking(null)} />
      </Dialog>
    </div>
  );
}

function CaregiverEntry({ record, entry }: { record: ClientRecord; entry: Schemas['CaregiverEntry'] }) {
  const assignment = record.assignments.find((each) => each.assignmentId === entry.assignmentId);
  const activity = useActivity(assignment?.activityId).data;
  if (!activity) return null;
  const { fields } = readWorksheet(activity.worksheet);
  return (
    <li>
      <p className="small">{shortMoment(wallDate(entry.occurredAt))}</p>
      <WorksheetAnswers fields={fields} answers={fromItems(fields, entry.answers as unknown as ResponseItem[])} />
    </li>
  );
}

interface AskProps {
  clientId: string;
  caregiver: Caregiver;
  onClose: () => void;
}

function Invite({ clientId, caregiver, onClose }: AskProps) {
  const t = useWords();
  const ready = usePractice().data?.help.ready;
  const invite = useMutation({
    mutationFn: () => api.post<ClientInvitation>(`${base(clientId)}/${caregiver.caregiverId}/invitations`, {}),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keyOf(clientId) }),
  });
  if (invite.data) return <Invitation invitation={invite.data} onClose={onClose} />;
  return (
    <div className="col loose">
      <p>{t('caregivers.connectText', { name: caregiver.name })}</p>
      {ready === false && <p className="field-error">{t('practice.helpMissing')}</p>}
      <ErrorNotice error={invite.error} />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" disabled={invite.isPending} onClick={() => invite.mutate()}>
          {t('phone.make')}
        </Button>
      </div>
    </div>
  );
}

function End({ clientId, caregiver, onClose }: AskProps) {
  const t = useWords();
  const end = useChange<void>(clientId, () => api.post<List>(`${base(clientId)}/${caregiver.caregiverId}/end`, {}), onClose);
  return (
    <div className="col loose">
      <p>{t('caregivers.endText', { name: caregiver.name })}</p>
      <ErrorNotice error={end.error} />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" disabled={end.isPending} onClick={() => end.mutate()}>
          {t('caregivers.end')}
        </Button>
      </div>
    </div>
  );
}
