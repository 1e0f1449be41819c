import { readableCookie } from '../cookies.ts';
import { type Fault, onGraphql } from './fault.ts';

const SKEW_MS = 47 * 60_000;

/** X's own clock, and the token that it changes. */
export const sessionAndClock: readonly Fault[] = [
  {
    name: 'ct0_rotation',
    does: 'A GraphQL answer sets a new ct0; requests with the old one are 403 from then on.',
    actsOn: onGraphql,
    headers: (headers, exchange) => {
      headers['set-cookie'] = [readableCookie('ct0', exchange.rotateCsrfToken())];
    },
  },
  {
    name: 'clock_ahead',
    does: 'The Date header is 47 minutes ahead.',
    actsOn: () => true,
    headers: (headers, { now }) => {
      headers.date = new Date(now.getTime() + SKEW_MS).toUTCString();
    },
  },
  {
    name: 'clock_behind',
    does: 'The Date header is 47 minutes behind.',
    actsOn: () => true,
    headers: (headers, { now }) => {
      headers.date = new Date(now.getTime() - SKEW_MS).toUTCString();
    },
  },
  {
    name: 'clock_missing',
    does: 'Answers have no Date header.',
    actsOn: () => true,
    headers: (_headers, { response }) => {
      response.sendDate = false;
      response.removeHeader('date');
    },
  },
  {
    name: 'clock_garbled',
    does: 'The Date header is not a date.',
    actsOn: () => true,
    headers: (headers) => {
      headers.date = 'soon';
    },
  },
];
