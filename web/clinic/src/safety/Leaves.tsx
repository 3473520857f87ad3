import { useState, type FormEvent } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, fieldErrors, type components } from '@shared/api';
import { newId } from '@shared/id';
import { Button, Card, Dialog, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { useIsOwner, useSignedIn } from '../app/me';
import { queryClient, useMembers } from '../app/queries';
import { ErrorNotice, Select, shortDay } from '../app/ui';
import { FormFoot } from '../client/Goals';

type Leave = components['schemas']['Leave'];
type Input = components['schemas']['LeaveInput'];

const key = ['leaves'];
const refresh = () =>
  Promise.all(
    [key, ['alerts'], ['escalations']].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
const day = (text: string) => shortDay(new Date(`${text}T12:00:00`));

/** Who is away when, and who is told of alerts then. Nobody is away without cover. */
export function Leaves() {
  const t = useWords();
  const me = useSignedIn();
  const owner = useIsOwner();
  const members = useMembers(true).data ?? [];
  const [adding, setAdding] = useState(false);
  const leaves = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.get<{ leaves: Leave[] }>('/api/v1/leaves', { signal })).leaves,
  });
  const end = useMutation({
    mutationFn: (leaveId: string) => api.post(`/api/v1/leaves/${leaveId}/end`, {}),
    onSettled: refresh,
  });
  const nameOf = (id: string) => members.find((member) => member.memberId === id)?.name ?? '';
  const mine = (leave: Leave) => owner || leave.memberId === me.member?.memberId;
  return (
    <Card aria-labelledby="leaves">
      <div className="row apart">
        <h2 id="leaves">{t('leaves.title')}</h2>
        <Button className="small-button" onClick={() => setAdding(true)}>
          {t('leaves.add')}
        </Button>
      </div>
      <p className="small">{t('leaves.intro')}</p>
      <ErrorNotice error={leaves.error ?? end.error} again={() => void leaves.refetch()} />
      <ul className="plain lines">
        {(leaves.data ?? []).map((leave) => (
          <li key={leave.leaveId} className="row apart wrap">
            <span>
              <strong>{nameOf(leave.memberId)}</strong>
              <span className="small block">
                {t('leaves.line', {
                  from: day(leave.from),
                  until: day(leave.until),
                  cover: nameOf(leave.coverMemberId),
                })}
              </span>
            </span>
            {mine(leave) && (
              <Button
                kind="quiet"
                className="small-button"
                disabled={end.isPending}
                onClick={() => end.mutate(leave.leaveId)}
                aria-label={t('leaves.endNamed', { name: nameOf(leave.memberId) })}
              >
                {t('leaves.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {leaves.data?.length === 0 && <p className="small">{t('leaves.none')}</p>}
      <Dialog open={adding} onClose={() => setAdding(false)} title={t('leaves.add')}>
        <Add onClose={() => setAdding(false)} />
      </Dialog>
    </Card>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const me = useSignedIn();
  const owner = useIsOwner();
  const treating = (useMembers(true).data ?? []).filter(
    (member) => member.state === 'active' && member.roles.includes('therapist'),
  );
  const [leaveId] = useState(newId);
  const [member, setMember] = useState(me.roles.includes('therapist') ? (me.member?.memberId ?? '') : '');
  const [cover, setCover] = useState('');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const save = useMutation({
    mutationFn: () => {
      const input: Input = { memberId: member, coverMemberId: cover, from, until };
      return api.put<Leave>(`/api/v1/leaves/${leaveId}`, input);
    },
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIncomplete(!member || !cover);
    if (member && cover && !save.isPending) save.mutate();
  };
  const choices = (without: string) =>
    treating
      .filter((each) => each.memberId !== without)
      .map((each) => (
        <option key={each.memberId} value={each.memberId}>
          {each.name}
        </option>
      ));
  return (
    <form className="col loose" onSubmit={submit}>
      {owner && (
        <Select
          label={t('leaves.who')}
          value={member}
          onChange={setMember}
          error={errors['/memberId'] ?? (incomplete && !member ? t('leaves.whoMissing') : null)}
        >
          <option value="">{t('safety.nobody')}</option>
          {choices('')}
        </Select>
      )}
      <TextField
        label={t('leaves.from')}
        type="date"
        required
        value={from}
        onChange={setFrom}
        error={errors['/from']}
      />
      <TextField
        label={t('leaves.until')}
        type="date"
        required
        value={until}
        onChange={setUntil}
        error={errors['/until']}
      />
      <Select
        label={t('leaves.cover')}
        help={t('leaves.coverHelp')}
        value={cover}
        onChange={setCover}
        error={errors['/coverMemberId'] ?? (incomplete && !cover ? t('leaves.coverMissing') : null)}
      >
        <option value="">{t('safety.nobody')}</option>
        {choices(member)}
      </Select>
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}
