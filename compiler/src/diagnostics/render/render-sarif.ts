/**
 * SARIF 2.1.0, as code-scanning services read it: one run, one rule per code that occurs, regions from 1 in UTF-16 columns, fixes as replacements.
 */
import type { ResolvedDiagnostic, ResolvedRange } from '../resolved-diagnostic.ts'

export function renderSarif(diagnostics: readonly ResolvedDiagnostic[], version: string): string {
  const rules = [...new Map(diagnostics.map((diagnostic) => [diagnostic.code, diagnostic])).values()]
  const ruleIndex = new Map(rules.map(({ code }, index) => [code, index]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'clawqlc', version, rules: rules.map(rule) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => ({
          ruleId: diagnostic.code,
          ruleIndex: ruleIndex.get(diagnostic.code),
          level: diagnostic.severity,
          message: { text: messageText(diagnostic) },
          locations: [location(diagnostic.file, diagnostic.range)],
          ...(diagnostic.related.length === 0 ? {} : { relatedLocations: diagnostic.related.map(relatedLocation) }),
          ...(diagnostic.fixes.length === 0 ? {} : { fixes: diagnostic.fixes.map(fix) }),
        })),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function rule({ code, slug, severity }: ResolvedDiagnostic): object {
  return {
    id: code,
    name: slug,
    ...(/^CQ\d{4}$/.test(code) ? { help: { text: `clawqlc explain ${code}` } } : {}),
    defaultConfiguration: { level: severity },
  }
}

function messageText({ message, notes, help }: ResolvedDiagnostic): string {
  return [message, ...notes, ...(help === null ? [] : [help])].join('\n')
}

function relatedLocation({ file, range, message }: ResolvedDiagnostic['related'][number]): object {
  return { ...location(file, range), message: { text: message } }
}

/** The format groups replacements by file. */
function fix({ title, edits }: ResolvedDiagnostic['fixes'][number]): object {
  const files = [...new Set(edits.map(({ file }) => file))]
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifactLocation(file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map(({ range, text }) => ({
          deletedRegion: region(range),
          ...(text === '' ? {} : { insertedContent: { text } }),
        })),
    })),
  }
}

function location(file: string, range: ResolvedRange): object {
  return { physicalLocation: { artifactLocation: artifactLocation(file), region: region(range) } }
}

function artifactLocation(file: string): object {
  return { uri: file.toWellFormed().split('/').map(encodeURIComponent).join('/') }
}

function region({ start, end }: ResolvedRange): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  }
}
