// The contract's schemas under the names the screens use.
import type { components } from '@shared/api';

type Schemas = components['schemas'];
export type Me = Schemas['Me'];
export type Practice = Schemas['Practice'];
export type PracticeInput = Schemas['PracticeInput'];
export type HelpContact = Schemas['HelpContact'];
export type Member = Schemas['Member'];
export type MemberInput = Schemas['MemberInput'];
export type MemberInvitation = Schemas['MemberInvitation'];
export type DeviceList = Schemas['DeviceList'];
export type Terms = Schemas['Terms'];
export type Term = Schemas['Term'];
export type ActivitySummary = Schemas['ActivitySummary'];
export type Stage = Schemas['Stage'];
export type InsightData = Schemas['Insight'];
export type Caseload = Schemas['Caseload'];
export type CaseloadRow = Schemas['CaseloadRow'];
export type Reason = CaseloadRow['reasons'][number];
export type Week = CaseloadRow['weeks'][number];
export type Client = Schemas['Client'];
export type ClientInput = Schemas['ClientInput'];
export type ClientRecord = Schemas['ClientRecord'];
export type ClientInvitation = Schemas['ClientInvitation'];
export type Treatment = Schemas['Treatment'];
export type TreatmentInput = Schemas['TreatmentInput'];
export type Goal = Schemas['Goal'];
export type GoalInput = Schemas['GoalInput'];
export type FormulationElement = Schemas['FormulationElement'];
export type FormulationElementInput = Schemas['FormulationElementInput'];
export type Session = Schemas['Session'];
export type SessionInput = Schemas['SessionInput'];
export type SessionScreenData = Schemas['SessionScreen'];
export type Assignment = Schemas['Assignment'];
export type AssignmentSummary = Schemas['AssignmentSummary'];
export type AssignmentState = Schemas['AssignmentState'];
export type Agreement = Schemas['Agreement'];
export type Plan = Schemas['Plan'];
export type Recurrence = Schemas['Recurrence'];
export type DesignInput = Schemas['DesignInput'];
export type PlanInput = Schemas['PlanInput'];
export type ReviewInput = Schemas['ReviewInput'];
export type Review = Schemas['Review'];
export type MemberEngagementInput = Schemas['MemberEngagementInput'];
export type EngagementCheck = Schemas['EngagementCheck'];
export type Situation = Schemas['Situation'];
export type Entry = Schemas['Entry'];
export type OccurrenceChangeInput = Schemas['OccurrenceChangeInput'];
export type Occurrence = Schemas['Occurrence'];
export type Outcome = Schemas['Outcome'];
export type Programme = Schemas['Programme'];
export type ProgrammeSummary = Schemas['ProgrammeSummary'];
export type ProgrammeRun = Schemas['ProgrammeRun'];
export type ProgrammeRunStep = Schemas['ProgrammeRunStep'];
export type ProgrammeStepWish = Schemas['ProgrammeStepWish'];
export type ProgrammeDelivery = Schemas['ProgrammeDelivery'];
export type LearningList = Schemas['LearningList'];

export const stages: readonly Stage[] = ['early', 'middle', 'late', 'maintenance'];
export const formats = ['individual', 'couple', 'family', 'group', 'youth-with-caregiver'] as const;
export const ageGroups = ['child', 'adolescent', 'adult', 'older-adult'] as const;

/** The plan fields an activity declares as required, offered or hidden. */
export const planFields = [
  'what',
  'where',
  'when',
  'howOften',
  'howLong',
  'ifThen',
  'obstacles',
  'readiness',
  'importance',
  'confidence',
  'reminder',
] as const;
export type PlanField = (typeof planFields)[number];
export type FieldRule = 'required' | 'offered' | 'hidden';

export interface Variant {
  id: string;
  name: string;
  text: string;
  fields?: string[];
}

export interface Gate {
  id: string;
  kind: 'hard' | 'soft';
  text: string;
  question?: string;
}

/** A whole activity, as in catalogue/schemas/activity.schema.json. */
export interface Activity {
  id: string;
  version: number;
  reviewStatus: string;
  /** Of the practice's own activities: who made it. */
  author?: string;
  name: string;
  clientName: string;
  summary: string;
  clientSummary: string;
  names: Record<string, string>;
  paradigms: string[];
  functions: string[];
  mechanisms: string[];
  measures: { linkId?: string; mechanism?: string; text?: string }[];
  stages: Stage[];
  formats: string[];
  ageGroups: string[];
  populations: string[];
  literacy: string;
  minutes: { once: number };
  frequency: { text: string; suggested: { freq: 'DAILY' | 'WEEKLY' | 'SESSION'; count: number } | null };
  completionEmphasis: boolean;
  plan: Record<PlanField, FieldRule>;
  variants: { easier: Variant[]; harder: Variant[] };
  rationale: string[];
  practiceInSession: string;
  ifThen: { if: string; then: string }[];
  obstacles: { obstacle: string; coping: string }[];
  reviewQuestions: string[];
  learningPrompts: string[];
  gates: Gate[];
  safety: boolean;
  evidence: { statement: string; sources: { doi: string; text: string; provenance: 'V' | 'V-sec' | 'K' | 'D' }[] };
  guide: string;
  licence: string;
  worksheet: import('@shared/worksheet').Questionnaire;
}
