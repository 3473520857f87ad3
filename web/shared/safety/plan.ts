// The parts of a safety plan in the order of use (Stanley & Brown 2012), the same for both apps.
import type { components } from '../api';

export type SafetyPlan = components['schemas']['SafetyPlan'];
export type PlanContact = components['schemas']['PlanContact'];

export const lineParts = ['signs', 'coping', 'surroundings', 'reasons'] as const;
export const contactParts = ['company', 'people', 'professionals'] as const;
export type LinePart = (typeof lineParts)[number];
export type ContactPart = (typeof contactParts)[number];
export type Part = LinePart | ContactPart;

/** Six parts, and what is worth living for. */
export const parts: readonly Part[] = [
  'signs',
  'coping',
  'company',
  'people',
  'professionals',
  'surroundings',
  'reasons',
];

export const hasContacts = (part: Part): part is ContactPart => part in contactNames;
const contactNames: Record<ContactPart, true> = { company: true, people: true, professionals: true };

/** The address that a telephone dials. */
export const dial = (phone: string): string => `tel:${phone.replace(/[^+\d]/g, '')}`;
