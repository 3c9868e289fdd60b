/** One reference page per issue code, and their index, from the catalogue. */

import type { Change, IssueEntry } from '../src/issues/issue-catalogue.ts'
import { ISSUES, type IssueCode } from '../src/issues/issue-catalogue.ts'

const FOLDER = 'docs/reference/manifest-issues'

export function renderIssuePages(): readonly (readonly [string, string])[] {
  const codes = (Object.keys(ISSUES) as IssueCode[]).sort()
  return [
    [`${FOLDER}/README.md`, renderIndex(codes)],
    ...codes.map((code) => [`${FOLDER}/${code}.md`, renderPage(code, ISSUES[code])] as const),
  ]
}

function renderIndex(codes: readonly IssueCode[]): string {
  const rows = codes.map((code) => `| [${code}](${code}.md) | ${ISSUES[code].severity} | ${ISSUES[code].title} |`)
  return `# Manifest issues

Every code that the manifest validator reports. A code keeps its meaning for ever. Errors refuse the manifest; warnings do not.

| code | severity | what is wrong |
|---|---|---|
${rows.join('\n')}
`
}

function renderPage(code: IssueCode, { title, severity, why, remedy, example }: IssueEntry): string {
  return `# ${code}

${capitalize(title)}. ${severity === 'error' ? 'The manifest is refused.' : 'A warning: the manifest is accepted.'}

## Wrong

${renderExample(example)}

## Why

${why}

## Right

${remedy}
`
}

function renderExample(example: IssueEntry['example']): string {
  switch (example.kind) {
    case 'json':
      return `\`\`\`text\n${example.text}\n\`\`\``
    case 'situation':
      return `${capitalize(example.text)}.`
    case 'change':
      return `In the example manifest of [the reference](../manifest.md):\n\n${example.changes.map(renderChange).join('\n')}`
  }
}

function renderChange({ pointer, value }: Change): string {
  if (value === undefined) return `- \`${pointer}\` left out`
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return `- \`${pointer}\` set to \`${text}\``
}

function capitalize(text: string): string {
  return /^[a-z]+(?: |$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
}
