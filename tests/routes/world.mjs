// A practice with one person for every column of the matrix, and the things that routes are asked for.
import { DatabaseSync } from 'node:sqlite';
import { Person, connectPhone, entry, newClient, newId, password, setUp } from '../drive/server.mjs';
import { run } from './postgres.mjs';

/** The body of a design but for its version. */
export const design = (client, activityId = 'behavioural-experiment') => ({
  goalId: client.goalId,
  elementId: client.elementId,
  mechanism: 'COG',
  ...(activityId === 'behavioural-experiment'
    ? {
        variantId: 'tiny-test',
        gates: [{ gateId: 'real-danger', confirmed: true, reason: 'Talked it through' }],
      }
    : activityId === 'couple-speaker-listener'
      ? { gates: [{ gateId: 'violence-screen', confirmed: true, reason: 'Asked each alone' }] }
      : {}),
  rationale: 'We could argue about it, or you could go and look.',
  clientRationale: 'See if they frown',
  practised: 'live',
  proposedBy: 'together',
  genericFit: 'A prediction that can be tested',
  individualFit: 'He likes to find out',
  reaction: 'I hurry him',
});

/** A whole plan: every member of the contract's Plan. */
export const plan = () => ({
  what: 'Ask one question',
  smallest: 'Stand beside the group',
  where: 'At work',
  when: 'Tuesday and Thursday',
  recurrence: {
    freq: 'WEEKLY',
    byDay: ['TU', 'TH'],
    times: ['10:30'],
    start: new Date().toISOString().slice(0, 10),
    until: '2031-12-31',
  },
  beginsOn: new Date().toISOString().slice(0, 10),
  minutes: 5,
  ifThen: [{ if: 'there is a pause', then: 'I ask' }],
  obstacles: [{ obstacle: 'My mind goes blank', coping: 'I read the card' }],
  readiness: 7,
  importance: 8,
  confidence: 6,
  belowThreshold: 'We made it smaller',
  skips: [{ field: 'reminder', reason: 'No phone at work' }],
});

const email = (name) => `${name.toLowerCase()}@practice.example`;

export class World {
  /** Somebody with a browser; tests give another class to look into what is sent. */
  constructor(server, PersonClass = Person) {
    this.server = server;
    this.Person = PersonClass;
    this.people = { anonymous: new PersonClass(server) };
    this.emails = {};
    this.memberIds = {};
  }

  /** Sets an empty installation on SQLite up, and puts somebody into every column. */
  static async make(server, PersonClass = Person) {
    const world = new World(server, PersonClass);
    world.founder = await setUp(server, PersonClass);
    for (const [name, role] of [
      ['therapist', 'therapist'],
      ['groupLeader', 'therapist'],
      ['otherTherapist', 'therapist'],
      ['formerTherapist', 'therapist'],
      ['disabledTherapist', 'therapist'],
      ['owner', 'owner'],
    ]) {
      await world.join(name, role);
    }
    await world.founder.call('POST', `/api/v1/members/${world.memberIds.disabledTherapist}/disable`);
    await world.admitClients();
    await world.gather();
    return world;
  }

  async admitClients() {
    const { formerTherapist, therapist } = this.people;
    this.client = await this.fill(formerTherapist, await newClient(formerTherapist));
    this.people.client = this.client.phone;
    this.other = await newClient(therapist, 'Bo Test');
    this.people.otherClient = this.other.phone;
    this.partner = await newClient(therapist, 'Pat Test');
    this.people.partner = this.partner.phone;
    await this.handOver();
  }

  /** A group of both clients that a colleague leads too, and the client's caregiver, with whom the link may end. */
  async gather() {
    const { therapist } = this.people;
    this.circleId = newId();
    await this.putCircle({});
    this.coupleId = newId();
    await therapist.call('PUT', `/api/v1/circles/${this.coupleId}`, {
      kind: 'couple',
      name: 'Ada and Pat',
      clientIds: [this.client.clientId, this.partner.clientId],
      leaderIds: [this.memberIds.therapist, this.memberIds.groupLeader],
    });
    this.caregiverId = newId();
    this.people.caregiver = await this.linkCaregiver(this.caregiverId);
    const former = newId();
    this.people.formerCaregiver = await this.linkCaregiver(former);
    await therapist.call('POST', `${this.client.base}/caregivers/${former}/end`, {});
    this.sharedId = (await this.shared()).assignmentId;
  }

  putCircle(more) {
    return this.people.therapist.call('PUT', `/api/v1/circles/${this.circleId}`, {
      kind: 'group',
      name: 'Thursday group',
      clientIds: [this.client.clientId, this.other.clientId],
      leaderIds: [this.memberIds.therapist, this.memberIds.groupLeader],
      ...more,
    });
  }

  /** A caregiver's phone, connected. */
  async linkCaregiver(caregiverId) {
    const path = `${this.client.base}/caregivers/${caregiverId}`;
    await this.people.therapist.call('PUT', path, { name: 'Kari Test', relationship: 'mother' });
    return this.connectCaregiver(path);
  }

  async connectCaregiver(path) {
    const { link, code } = await this.people.therapist.call('POST', `${path}/invitations`, {});
    const phone = new this.Person(this.server);
    await phone.call('POST', '/api/v1/welcome', { secret: link.split('#')[1], code });
    return phone;
  }

  /** An active assignment with a part for a caregiver, shared with the caregiver. */
  async shared() {
    const { therapist } = this.people;
    const found = await this.assignment('active', 'child-ladder');
    await therapist.call('PUT', `${this.client.base}/caregivers/${this.caregiverId}/shares`, {
      assignmentIds: [found.assignmentId],
    });
    return found;
  }

  /** An entry of something that is done as a couple: the client's. */
  async coupleEntry() {
    const { assignmentId } = await this.assignment('active', 'couple-speaker-listener');
    const id = newId();
    await this.people.client.call('PUT', `/api/v1/me/entries/${id}`, {
      ...entry(assignmentId, ''),
      answers: [{ linkId: 'topic', answer: [{ valueString: 'Who cooks' }] }],
    });
    return id;
  }

  /** The client's record with one of everything. */
  async fill(therapist, client) {
    client.elementId = newId();
    client.sessionId = newId();
    const { treatmentId } = client;
    await therapist.call('PUT', `${client.base}/formulation/${client.elementId}`, {
      treatmentId,
      kind: 'belief',
      text: 'They will laugh',
    });
    await therapist.call('PUT', `${client.base}/sessions/${client.sessionId}`, {
      treatmentId,
      startsAt: '2030-05-06T10:00',
      state: 'planned',
    });
    return client;
  }

  /** Ends the relation of the one who made the client's record. No route does that yet, so it is done below them. */
  async handOver() {
    const at = this.server.args.indexOf('--database');
    const url = at < 0 ? undefined : this.server.args[at + 1];
    const [table, bytes] = url
      ? ['intersession.relation', (hex) => `'\\x${hex}'`]
      : ['relation', (hex) => `x'${hex}'`];
    const now = Date.now() * 1000;
    const client = bytes(this.client.clientId);
    const sql = `UPDATE ${table} SET until_at = ${now} WHERE client_id = ${client};
      INSERT INTO ${table} (practice_id, client_id, member_id, from_at)
      SELECT practice_id, client_id, ${bytes(this.memberIds.therapist)}, ${now} FROM ${table} WHERE client_id = ${client};`;
    if (url) return run(url, sql);
    await this.server.stop();
    const database = new DatabaseSync(`${this.server.data}/intersession.db`);
    database.exec(sql);
    database.close();
    return this.server.start();
  }

  async join(name, role) {
    const { link, member } = await this.founder.call('POST', '/api/v1/members', {
      name,
      email: email(name),
      roles: [role],
    });
    this.emails[name] = member.email;
    this.memberIds[name] = member.memberId;
    const person = new this.Person(this.server);
    await person.call('POST', '/api/v1/member-welcome', { secret: link.split('#')[1], password });
    this.people[name] = person;
  }

  /** Somebody with the cookies of a person, whose own stay as they are. */
  stranger(name) {
    const person = new this.Person(this.server);
    person.cookies = new Map(this.people[name].cookies);
    return person;
  }

  /** Signs somebody in again whose sign-in session a call has ended. */
  async refresh(name) {
    if (name === 'client')
      this.people.client = this.client.phone = await connectPhone(this.people.therapist, this.client.base);
    else if (name === 'otherClient')
      this.people.otherClient = await connectPhone(this.people.therapist, this.other.base);
    else if (name === 'partner')
      this.people.partner = await connectPhone(this.people.therapist, this.partner.base);
    else if (name === 'caregiver')
      this.people.caregiver = await this.connectCaregiver(
        `${this.client.base}/caregivers/${this.caregiverId}`,
      );
    else if (name in this.emails && name !== 'disabledTherapist') this.people[name] = await this.signIn(name);
  }

  async signIn(name) {
    const person = new this.Person(this.server);
    await person.call('POST', '/api/v1/sign-in', { email: this.emails[name], password });
    return person;
  }

  /** Another sign-in session of a member: the id of its device. */
  async secondDevice(name) {
    await this.signIn(name);
    const { devices } = await this.people[name].call('GET', '/api/v1/devices');
    return devices.find((each) => !each.current).deviceId;
  }

  /** A member who was invited and has not come yet: the MemberInvitation. */
  invite(roles) {
    return this.founder.call('POST', '/api/v1/members', {
      name: 'Invited Colleague',
      email: email(newId()),
      roles,
    });
  }

  /** A client of the therapist, without a phone. */
  async newClient() {
    const clientId = newId();
    await this.people.therapist.call('PUT', `/api/v1/clients/${clientId}`, {
      name: 'Cleo Test',
      zone: 'Europe/Oslo',
      treatment: { stage: 'early', paradigms: ['cognitive'], mechanisms: ['COG'] },
    });
    return { clientId };
  }

  /** A new assignment of the client in a state: proposed, designed, planned, waiting, active, reported or paused. */
  async assignment(state, activityId = 'behavioural-experiment') {
    const therapist = this.people.therapist;
    const path = `${this.client.base}/assignments/${newId()}`;
    let found = await therapist.call('PUT', path, {
      treatmentId: this.client.treatmentId,
      activityId,
    });
    const steps = [
      ['designed', 'design', () => design(this.client, activityId)],
      ['planned', 'plan', () => ({ plan: plan(), override: 'It stands by itself' })],
      [
        'waiting',
        'accept',
        () => ({
          agreementVersion: found.agreements[0].version,
          party: 'member',
          override: 'It stands by itself',
        }),
      ],
      [
        'active',
        'accept',
        () => ({
          agreementVersion: found.agreements[0].version,
          party: 'client',
          override: 'It stands by itself',
        }),
      ],
      [state === 'paused' ? 'paused' : 'reported', state === 'paused' ? 'pause' : 'report', () => ({})],
    ];
    const last = steps.findIndex(([name]) => name === state);
    for (const [, event, body] of steps.slice(0, last + 1)) {
      found = await therapist.call('POST', `${path}/${event}`, { version: found.version, ...body() });
    }
    return found;
  }

  /** A programme that runs for a client of its own, who needs no phone: {clientId, path, run}. */
  async programme() {
    const therapist = this.people.therapist;
    const { clientId } = await this.newClient();
    const { treatments } = await therapist.call('GET', `/api/v1/clients/${clientId}`);
    const path = `/api/v1/clients/${clientId}/programmes/${newId()}`;
    const run = await therapist.call('PUT', path, {
      treatmentId: treatments[0].treatmentId,
      programmeId: 'relapse-prevention-course',
    });
    return { clientId, path, run };
  }

  /** An entry of the client: its id. */
  async entry() {
    const { assignmentId } = await this.assignment('active');
    const id = newId();
    await this.people.client.call('PUT', `/api/v1/me/entries/${id}`, entry(assignmentId, 'They smiled'));
    return id;
  }
}
