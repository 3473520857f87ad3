// The parts of an activity beside its worksheet: easier and harder, what to check first, words for the therapist, where it fits.
import { Button, TextField } from '@shared/ui';
import { without } from '@shared/without';
import { useWords } from '@shared/words';
import { useTerms } from '../app/queries';
import { CheckPills, Select } from '../app/ui';
import { ageGroups, formats, planFields, stages, type FieldRule, type Gate, type Terms, type Variant } from '../app/types';
import { Evidence } from '../library/ActivityFacts';
import { adaptedFrom, insert, noEvidence, put, withMechanisms, withParadigms, type Path } from './draft';
import { Area, Line, Lines, ListTools, Pairs, useEdit } from './edit';
import { allItems, freeName, isRated, typeOf } from './form';

export function Variants() {
  const t = useWords();
  const { draft, problem } = useEdit();
  const taken = [...draft.variants.easier, ...draft.variants.harder].map((each) => each.id);
  return (
    <div className="col">
      <p className="small">{t('own.variantsHelp')}</p>
      {problem(['variants']) && <p className="field-error">{problem(['variants'])}</p>}
      {(['easier', 'harder'] as const).map((side) => (
        <section key={side} className="col">
          <h3>{t(`library.${side}`)}</h3>
          {draft.variants[side].map((variant, index) => (
            <VariantForm key={variant.id || index} variant={variant} path={['variants', side]} index={index} count={draft.variants[side].length} fewest={side === 'easier' ? 1 : 0} />
          ))}
          <AddTo path={['variants', side]} words={t(side === 'easier' ? 'own.addEasier' : 'own.addHarder')} made={() => ({ id: freeName('v', taken), name: '', text: '' })} />
        </section>
      ))}
    </div>
  );
}

function AddTo({ path, words, made }: { path: Path; words: string; made: () => unknown }) {
  const { change } = useEdit();
  return (
    <div>
      <Button
        className="small-button"
        onClick={() =>
          change((old) => {
            const list = path.reduce<unknown>((here, key) => (here as Record<string | number, unknown>)[key], old) as unknown[];
            return insert(old, path, list.length, made());
          })
        }
      >
        {words}
      </Button>
    </div>
  );
}

function VariantForm({ variant, path, index, count, fewest }: { variant: Variant; path: Path; index: number; count: number; fewest: number }) {
  const t = useWords();
  const { draft, change } = useEdit();
  const here = [...path, index];
  const fields = (draft.worksheet.item ?? []).filter((each) => each.type !== 'display');
  const kept = variant.fields ?? fields.map((each) => each.linkId);
  const keep = (linkIds: string[]) =>
    change((old) => put(old, here, linkIds.length === fields.length || linkIds.length === 0 ? without(variant, 'fields') : { ...variant, fields: linkIds }));
  return (
    <div className="own-part">
      <div className="own-line">
        <div className="col grow">
          <Line path={[...here, 'name']} label={t('own.variantName')} maxLength={80} />
          <Area path={[...here, 'text']} label={t('own.variantText')} maxLength={500} rows={2} />
          <CheckPills label={t('own.variantFields')} value={kept} onChange={keep} choices={fields.map((each) => ({ code: each.linkId, label: each.text || t('own.noQuestion') }))} />
        </div>
        <ListTools path={path} index={index} count={count} name={variant.name || t('library.variants')} fewest={fewest} />
      </div>
    </div>
  );
}

export function Gates() {
  const t = useWords();
  const { draft, change } = useEdit();
  return (
    <div className="col">
      <p className="small">{t('own.gatesHelp')}</p>
      {draft.gates.map((gate, index) => {
        const kind = (value: string) =>
          change((old) => {
            const { question, ...rest } = gate;
            return put(old, ['gates', index], value === 'hard' ? { ...rest, kind: 'hard', question: question ?? '' } : { ...rest, kind: 'soft' });
          });
        return (
          <div key={gate.id || index} className="own-part own-line">
            <div className="col grow">
              <Select compact label={t('own.gateKind')} value={gate.kind} onChange={kind}>
                <option value="soft">{t('own.gateSoft')}</option>
                <option value="hard">{t('own.gateHard')}</option>
              </Select>
              <Area path={['gates', index, 'text']} label={t('own.gateText')} maxLength={500} rows={2} />
              {gate.kind === 'hard' && <Line path={['gates', index, 'question']} label={t('own.gateQuestion')} help={t('own.gateQuestionHelp')} maxLength={300} />}
            </div>
            <ListTools path={['gates']} index={index} count={draft.gates.length} name={gate.text || t('own.gateText')} />
          </div>
        );
      })}
      <AddTo
        path={['gates']}
        words={t('own.addGate')}
        made={(): Gate => ({
          id: freeName(
            'g',
            draft.gates.map((each) => each.id),
          ),
          kind: 'soft',
          text: '',
        })}
      />
    </div>
  );
}

/** What the therapist reads and says. */
export function Guidance() {
  const t = useWords();
  return (
    <div className="col">
      <Area path={['summary']} label={t('own.summary')} maxLength={300} rows={2} />
      <Area path={['guide']} label={t('library.guide')} help={t('own.guideHelp')} maxLength={4000} rows={6} />
      <Area path={['practiceInSession']} label={t('own.practise')} maxLength={800} rows={3} />
      <Lines path={['rationale']} label={t('library.sayIt')} help={t('own.rationaleHelp')} add={t('own.addSentence')} maxLength={500} />
      <Lines path={['reviewQuestions']} label={t('library.lookBack')} add={t('own.addQuestion')} maxLength={300} />
    </div>
  );
}

/** What is offered to the client while planning and looking back. */
export function Suggestions() {
  const t = useWords();
  return (
    <div className="col">
      <Pairs path={['ifThen']} label={t('own.ifThen')} add={t('own.addPair')} first={{ key: 'if', label: t('own.ifPart') }} second={{ key: 'then', label: t('own.thenPart') }} />
      <Pairs path={['obstacles']} label={t('own.obstacles')} add={t('own.addPair')} first={{ key: 'obstacle', label: t('own.obstaclePart') }} second={{ key: 'coping', label: t('own.copingPart') }} />
      <Lines path={['learningPrompts']} label={t('own.learning')} add={t('own.addSentence')} maxLength={200} />
    </div>
  );
}

const named = (terms: Terms | undefined, kind: 'paradigms' | 'mechanisms' | 'functions') => (terms?.[kind] ?? []).map(({ code, name }) => ({ code, label: name }));

export function Place() {
  const t = useWords();
  const { draft, change, problem } = useEdit();
  const terms = useTerms().data;
  const { suggested } = draft.frequency;
  const often = (freq: string) => change((old) => put(old, ['frequency', 'suggested'], freq === '' ? null : { freq, count: suggested?.count ?? 1 }));
  return (
    <div className="col">
      <CheckPills label={t('library.paradigm')} help={t('own.firstIsHome')} error={problem(['paradigms'])} value={draft.paradigms} onChange={(codes) => change((old) => withParadigms(old, codes))} choices={named(terms, 'paradigms')} />
      <CheckPills label={t('library.mechanism')} help={t('own.firstIsPrimary')} error={problem(['mechanisms'])} value={draft.mechanisms} onChange={(codes) => change((old) => withMechanisms(old, codes))} choices={named(terms, 'mechanisms')} />
      <Measures />
      <CheckPills label={t('own.functions')} error={problem(['functions'])} value={draft.functions} onChange={(codes) => change((old) => put(old, ['functions'], codes))} choices={named(terms, 'functions')} />
      <CheckPills label={t('client.stage')} error={problem(['stages'])} value={draft.stages} onChange={(codes) => change((old) => put(old, ['stages'], codes))} choices={stages.map((code) => ({ code, label: t(`stage.${code}`) }))} />
      <CheckPills label={t('treatment.format')} error={problem(['formats'])} value={draft.formats} onChange={(codes) => change((old) => put(old, ['formats'], codes))} choices={formats.map((code) => ({ code, label: t(`format.${code}`) }))} />
      <CheckPills label={t('library.age')} error={problem(['ageGroups'])} value={draft.ageGroups} onChange={(codes) => change((old) => put(old, ['ageGroups'], codes))} choices={ageGroups.map((code) => ({ code, label: t(`age.${code}`) }))} />
      <div className="own-grid">
        <TextField
          label={t('own.minutes')}
          className="short"
          type="number"
          min={1}
          max={240}
          step={1}
          error={problem(['minutes', ''])}
          value={draft.minutes.once}
          onChange={(text) => change((old) => put(old, ['minutes', 'once'], Math.round(Number(text))))}
        />
        <Line path={['frequency', 'text']} label={t('own.often')} maxLength={120} />
        <Select compact label={t('own.oftenPlan')} value={suggested?.freq ?? ''} onChange={often}>
          <option value="">{t('own.oftenNone')}</option>
          {(['DAILY', 'WEEKLY', 'SESSION'] as const).map((code) => (
            <option key={code} value={code}>
              {t(`own.freq.${code}`)}
            </option>
          ))}
        </Select>
        {suggested && (
          <TextField
            label={t('own.times')}
            className="short"
            type="number"
            min={1}
            max={21}
            step={1}
            error={problem(['frequency', 'suggested', ''])}
            value={suggested.count}
            onChange={(text) => change((old) => put(old, ['frequency', 'suggested', 'count'], Math.round(Number(text))))}
          />
        )}
      </div>
      <label className="check">
        <input type="checkbox" checked={draft.completionEmphasis} onChange={(event) => change((old) => put(old, ['completionEmphasis'], event.target.checked))} />
        {t('own.counted')}
      </label>
      <details>
        <summary>{t('own.planAsks')}</summary>
        <div className="own-grid">
          {planFields.map((field) => (
            <Select key={field} compact label={t(`plan.${field}`)} value={draft.plan[field]} onChange={(value) => change((old) => put(old, ['plan', field], value as FieldRule))}>
              {(['required', 'offered', 'hidden'] as const).map((rule) => (
                <option key={rule} value={rule}>
                  {t(`own.rule.${rule}`)}
                </option>
              ))}
            </Select>
          ))}
        </div>
      </details>
      <Known />
      <Line path={['author']} label={t('own.author')} maxLength={120} />
    </div>
  );
}

/** What is followed from week to week: rated fields of the worksheet, or the question of a mechanism. */
function Measures() {
  const t = useWords();
  const { draft, change, problem } = useEdit();
  const terms = useTerms().data;
  const rated = allItems(draft.worksheet.item ?? []).filter((each) => isRated(typeOf(each)));
  const choices = [
    ...rated.map((each) => ({ code: `field ${each.linkId}`, label: each.text || t('own.noQuestion'), measure: { linkId: each.linkId, text: (each.text || t('own.noQuestion')).slice(0, 200) } })),
    ...draft.mechanisms.map((code) => ({ code: `mechanism ${code}`, label: t('own.ratingOf', { name: terms?.mechanisms.find((each) => each.code === code)?.name ?? code }), measure: { mechanism: code } })),
  ];
  const codeOf = (each: { linkId?: string; mechanism?: string }) => (each.linkId ? `field ${each.linkId}` : `mechanism ${each.mechanism}`);
  const choose = (codes: string[]) =>
    change((old) => ({
      ...old,
      measures: codes.flatMap((code) => old.measures.find((each) => codeOf(each) === code) ?? choices.find((each) => each.code === code)?.measure ?? []),
    }));
  return <CheckPills label={t('own.measures')} error={problem(['measures', ''])} value={draft.measures.map(codeOf)} onChange={choose} choices={choices} />;
}

/** The note on what is known stays the one of the activity that this was adapted from; it can only be taken away. */
function Known() {
  const t = useWords();
  const { draft, change } = useEdit();
  return (
    <section className="col">
      <h3>{t('library.evidence')}</h3>
      {draft.evidence.statement !== noEvidence && <p className="small">{t(adaptedFrom(draft) ? 'own.evidenceOf' : 'own.evidenceNote')}</p>}
      <Evidence activity={draft} />
      {draft.evidence.statement !== noEvidence && (
        <div>
          <Button className="small-button" onClick={() => change((old) => ({ ...old, evidence: { statement: noEvidence, sources: [] } }))}>
            {t('own.evidenceAway')}
          </Button>
        </div>
      )}
    </section>
  );
}
