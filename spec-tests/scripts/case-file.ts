/**
 * The form in which generated case files are written: one case a line, so that a change shows as a line. Owns the spelling of those files.
 */

export interface GeneratedCase {
  readonly id: string
  readonly kind: string
  readonly clause: string
  readonly input: object
  readonly expected: object
}

/** The path is relative to the repository's root. */
export type GeneratedFile = readonly [path: string, text: string]

export function caseFile(area: string, name: string, about: string, cases: readonly GeneratedCase[]): GeneratedFile {
  const lines = cases.map(({ id, ...rest }) => `  ${JSON.stringify({ id: `${area}/${name}/${id}`, ...rest })}`)
  const text = `{\n "generated": "by spec-tests/scripts/generate-cases.ts",\n "about": ${JSON.stringify(about)},\n "cases": [\n${lines.join(',\n')}\n ]\n}\n`
  return [`spec-tests/cases/${area}/${name}.generated.json`, text]
}

/** `007`: ids sort as they count. */
export function serial(index: number): string {
  return String(index).padStart(3, '0')
}
