import { useState, type FormEvent } from 'react';
import { Link, useParams } from 'react-router';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api';
import {
  SafetyPlanSheet,
  hasContacts,
  parts,
  type Part,
  type PlanContact,
  type SafetyPlan,
} from '@shared/safety';
import { Button, Card, Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { keys, useClient } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting, shortDay, shortMoment } from '../app/ui';
import { safetyPlanPath, useSafetyPlan } from './queries';

/** One line of a part: a sentence is a contact that has only a name. */
type Line = Required<PlanContact>;
type Draft = Record<Part, Line[]>;

const emptyLine: Line = { name: '', phone: '', note: '' };

const toDraft = (plan: SafetyPlan): Draft =>
  Object.fromEntries(
    parts.map((part) => [
      part,
      hasContacts(part)
        ? plan[part].map((contact) => ({ ...emptyLine, ...contact }))
        : plan[part].map((name) => ({ ...emptyLine, name })),
    ]),
  ) as Draft;

/** What is sent: lines without a word are left out. */
const toInput = (draft: Draft, version: number) => ({
  version,
  ...Object.fromEntries(
    parts.map((part) => {
      const lines = draft[part]
        .map((line) => ({ name: line.name.trim(), phone: line.phone.trim(), note: line.note.trim() }))
        .filter((line) => line.name || line.phone || line.note);
      return [part, hasContacts(part) ? lines : lines.map((line) => line.name)];
    }),
  ),
});

export function Component() {
  const { clientId = '' } = useParams();
  const plan = useSafetyPlan(clientId);
  const client = useClient(clientId);
  const error = plan.error ?? client.error;
  if (error)
    return <ErrorNotice error={error} again={() => void Promise.all([plan.refetch(), client.refetch()])} />;
  if (!plan.data || !client.data) return <Waiting />;
  return (
    <Editor
      key={clientId}
      clientId={clientId}
      name={client.data.client.callName || client.data.client.name}
      plan={plan.data}
    />
  );
}

function Editor({ clientId, name, plan }: { clientId: string; name: string; plan: SafetyPlan }) {
  const t = useWords();
  const me = useSignedIn();
  const known = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => toDraft(plan));
  const [changed, setChanged] = useState(false);
  const save = useMutation({
    mutationFn: () => api.put<SafetyPlan>(safetyPlanPath(clientId), toInput(draft, plan.version)),
    onSuccess: (saved) => {
      known.setQueryData([...keys.client(clientId), 'safety-plan'], saved);
      setChanged(false);
    },
    onError: () => known.invalidateQueries({ queryKey: [...keys.client(clientId), 'safety-plan'] }),
  });
  const put = (part: Part, lines: Line[]) => {
    setDraft((before) => ({ ...before, [part]: lines }));
    setChanged(true);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <>
      <form className="col loose narrow no-print" onSubmit={submit}>
        <p className="small">
          <Link to={`/clients/${clientId}`}>‹ {name}</Link>
        </p>
        <div className="page-head">
          <div>
            <PageTitle>{t('safetyPlan.titleOf', { name })}</PageTitle>
            <p className="small">
              {plan.changedAt
                ? t('safetyPlan.made', { version: plan.version, when: shortMoment(new Date(plan.changedAt)) })
                : t('safetyPlan.none')}
            </p>
          </div>
          <Button kind="quiet" disabled={plan.version === 0} onClick={() => window.print()}>
            {t('safetyPlan.print')}
          </Button>
        </div>
        <p>{t('safetyPlan.intro', { name })}</p>
        {parts.map((part, index) => (
          <PartEditor
            key={part}
            part={part}
            number={index + 1}
            clientName={name}
            lines={draft[part]}
            onChange={(lines) => put(part, lines)}
          />
        ))}
        <ErrorNotice error={save.error} kept />
        <div className="row wrap">
          <Button kind="main" type="submit" disabled={save.isPending || !changed}>
            {t('save')}
          </Button>
          {save.isSuccess && !changed && <Notice live>{t('saved')}</Notice>}
        </div>
        <p className="small">
          {t('safetyPlan.keeps')} {t('safetyPlan.source')}
        </p>
      </form>
      <article className="paper col loose print-only">
        <header>
          <p className="small">
            {[me.practice.name, plan.changedAt ? shortDay(new Date(plan.changedAt)) : '']
              .filter(Boolean)
              .join(' · ')}
          </p>
          <h1>{t('safetyPlan.titleOf', { name })}</h1>
        </header>
        <SafetyPlanSheet plan={plan} />
      </article>
    </>
  );
}

function PartEditor({
  part,
  number,
  clientName,
  lines,
  onChange,
}: {
  part: Part;
  number: number;
  clientName: string;
  lines: Line[];
  onChange: (lines: Line[]) => void;
}) {
  const t = useWords();
  const title = t(`safetyPlan.${part}`);
  const contacts = hasContacts(part);
  const shown = lines.length > 0 ? lines : [emptyLine];
  const change = (at: number, field: keyof Line, text: string) =>
    onChange(shown.map((line, index) => (index === at ? { ...line, [field]: text } : line)));
  return (
    <Card>
      <fieldset className="field">
        <legend className="field-label">{part === 'reasons' ? title : `${number}. ${title}`}</legend>
        <p className="small">{t(`safetyPlan.help.${part}`, { name: clientName })}</p>
        {shown.map((line, index) => (
          <div key={index} className={contacts ? 'plan-line contacts' : 'plan-line'}>
            {contacts ? (
              <>
                <Cell
                  label={t('safetyPlan.name')}
                  value={line.name}
                  max={120}
                  required={Boolean(line.phone || line.note)}
                  onChange={(text) => change(index, 'name', text)}
                />
                <Cell
                  label={t('safetyPlan.phone')}
                  value={line.phone}
                  max={40}
                  type="tel"
                  onChange={(text) => change(index, 'phone', text)}
                />
                <Cell
                  label={t('safetyPlan.note')}
                  value={line.note}
                  max={300}
                  onChange={(text) => change(index, 'note', text)}
                />
              </>
            ) : (
              <input
                className="input"
                maxLength={300}
                value={line.name}
                aria-label={t('safetyPlan.line', { part: title, number: index + 1 })}
                onChange={(event) => change(index, 'name', event.target.value)}
              />
            )}
            <Button
              kind="quiet"
              className="small-button"
              disabled={lines.length === 0}
              aria-label={t('safetyPlan.remove', { number: index + 1, part: title })}
              onClick={() => onChange(lines.filter((_, at) => at !== index))}
            >
              ×
            </Button>
          </div>
        ))}
        {shown.length < 20 && (
          <div>
            <Button className="small-button" onClick={() => onChange([...shown, emptyLine])}>
              {t('safetyPlan.add')}
            </Button>
          </div>
        )}
      </fieldset>
    </Card>
  );
}

function Cell({
  label,
  value,
  max,
  onChange,
  type = 'text',
  required = false,
}: {
  label: string;
  value: string;
  max: number;
  onChange: (text: string) => void;
  type?: string;
  required?: boolean;
}) {
  return (
    <label>
      <span className="small">{label}</span>
      <input
        className="input"
        type={type}
        maxLength={max}
        required={required}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
