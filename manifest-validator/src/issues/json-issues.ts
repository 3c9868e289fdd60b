/** Codes of the strict JSON reader and of the private copy: what is refused before any field is looked at. */
import type { IssueEntry } from './issue-catalogue.ts'

export type JsonIssueCode =
  | 'JSON_NOT_UTF8'
  | 'JSON_SYNTAX'
  | 'JSON_DUPLICATE_KEY'
  | 'JSON_NUMBER_TOO_LARGE'
  | 'ILL_FORMED_TEXT'
  | 'TOO_DEEP'
  | 'TOO_LARGE'
  | 'TOO_MANY_ACTIONS'
  | 'NOT_JSON'

export const JSON_ISSUES: Readonly<Record<JsonIssueCode, IssueEntry>> = {
  JSON_NOT_UTF8: {
    severity: 'error',
    title: 'the bytes are not UTF-8',
    why: 'Two readers that repair bad bytes differently would hash different manifests. Overlong forms, surrogates and a byte order mark are refused too.',
    remedy: 'Save the file as UTF-8 without a byte order mark.',
    example: { kind: 'situation', text: 'the bytes `22 ff 22`: a string holding a byte that UTF-8 never uses' },
  },
  JSON_SYNTAX: {
    severity: 'error',
    title: 'the text is not JSON',
    why: 'Only RFC 8259 JSON is read: no comments, no trailing commas, no NaN.',
    remedy: 'Correct the text at the offset given.',
    example: { kind: 'json', text: '{ "manifest_version": "1.1", }' },
  },
  JSON_DUPLICATE_KEY: {
    severity: 'error',
    title: 'an object has the same key twice',
    why: 'Readers disagree on which of the two counts, so a manifest could mean one thing to the validator and another to a gateway.',
    remedy: 'Keep one of the two.',
    example: { kind: 'json', text: '{ "manifest_version": "1.1", "manifest_version": "1.0" }' },
  },
  JSON_NUMBER_TOO_LARGE: {
    severity: 'error',
    title: 'a number is too large for a double',
    why: 'It would become Infinity, which has no canonical form.',
    remedy: 'Write a finite number.',
    example: { kind: 'json', text: '{ "value": 1e999 }' },
  },
  ILL_FORMED_TEXT: {
    severity: 'error',
    title: 'a string holds half of a surrogate pair',
    why: 'It has no UTF-8 form, so it has no hash.',
    remedy: 'Write whole characters.',
    example: { kind: 'json', text: '{ "agent_id": "\\ud800" }' },
  },
  TOO_DEEP: {
    severity: 'error',
    title: 'values are nested too deep',
    why: 'A bound on depth keeps every reader of a manifest safe from stack exhaustion. A cycle ends here too.',
    remedy: 'Nest at most 64 levels.',
    example: { kind: 'json', text: '['.repeat(65) + ']'.repeat(65) },
  },
  TOO_LARGE: {
    severity: 'error',
    title: 'the manifest is too large',
    why: 'Validation is bounded in time and memory.',
    remedy: 'Stay within 8 MiB of text and a million values.',
    example: { kind: 'situation', text: 'a file of more than 8,388,608 bytes' },
  },
  TOO_MANY_ACTIONS: {
    severity: 'error',
    title: 'the manifest lists too many actions',
    why: 'Validation is bounded in time and memory.',
    remedy: 'List at most 10,000 actions.',
    example: { kind: 'situation', text: '10,001 entries under `actions`' },
  },
  NOT_JSON: {
    severity: 'error',
    title: 'the value has no JSON form',
    why: 'A function, a date, a sparse list, NaN or an object that throws when read cannot be bound by the root.',
    remedy: 'Pass plain objects, lists, strings, finite numbers, booleans and null.',
    example: { kind: 'change', changes: [{ pointer: '/policy/coordination/kappa', value: Number.NaN }] },
  },
}
