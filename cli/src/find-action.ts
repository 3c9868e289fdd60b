/** The action that a verb was asked about and the manifest to look at it under; says what there is instead where there is no such thing. */
import {
  type Action,
  type Analysis,
  analyse,
  type Diagnostic,
  type Host,
  type ManifestSource,
  nearMiss,
} from '@clawql/compiler'
import { Option } from 'commander'
import { reportDiagnostics } from './diagnostic-output.ts'
import { UsageError } from './exit-status.ts'
import { openDirectory, requireSources } from './project.ts'
import { err, out, wantsColour } from './terminal.ts'

export interface ProjectOptions {
  readonly project: string
  readonly manifest?: string
  readonly provenance?: string
}

export function projectOption(): Option {
  return new Option('-p, --project <dir>', 'the project').default('.')
}

export function manifestOption(): Option {
  return new Option('-m, --manifest <name>', 'under this manifest; needed when several list the action')
}

/** Undefined when the project has errors, after they have been printed. What only tests have wrong is no matter of who asks about the policy. */
export function analyseProject(
  { project, provenance }: ProjectOptions,
  format: 'human' | 'json' = 'human',
): Analysis | undefined {
  const options = provenance === undefined ? {} : { provenance }
  const host = openDirectory(project)
  const analysis = analyse(host, options)
  requireSources(analysis.projectSources.keys())
  if (!analysis.hasErrors) return analysis
  const policy = errorsOf(analysis).every(isAboutTests) ? analyse(withoutTests(host), options) : analysis
  if (errorsOf(policy).every(isAboutTests)) {
    const count = errorsOf(analysis).length
    err(`the tests have ${count} error${count === 1 ? '' : 's'}, which change nothing here: clawqlc check\n`)
    return policy
  }
  const report = reportDiagnostics(analysis.diagnostics, analysis.sources, format, wantsColour(process.stderr))
  ;(format === 'json' ? out : err)(report.text)
  return undefined
}

function errorsOf({ diagnostics }: Analysis): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error')
}

/** Codes of tests and fixtures, and whatever is wrong in a file that is named for holding nothing else. */
function isAboutTests({ code, location }: Diagnostic): boolean {
  return code.startsWith('CQ6') || isTestFile(location.file)
}

function isTestFile(path: string): boolean {
  return path.endsWith('.test.claw')
}

function withoutTests(host: Host): Host {
  return { ...host, listFiles: (path) => host.listFiles(path).filter((file) => !isTestFile(file)) }
}

export function findAction({ program }: Analysis, id: string): Action {
  const action = program.actions.find((candidate) => candidate.id === id)
  if (action !== undefined) return action
  const ids = program.actions.map((known) => known.id)
  const near = nearMiss(id, ids)
  const hint = near === undefined ? `the project has: ${ids.join(', ') || 'none'}` : `did you mean ${near}?`
  throw new UsageError(`there is no action \`${id}\``, hint)
}

export function findManifest({ program }: Analysis, action: string, name: string | undefined): ManifestSource {
  const listing = program.manifests.filter(({ actions }) => actions.includes(action))
  const names = listing.map((manifest) => manifest.name).join(', ')
  const [only] = listing
  if (only === undefined) throw new UsageError(`no manifest lists \`${action}\``, 'add it to the actions of a manifest')
  if (name === undefined) {
    if (listing.length > 1) throw new UsageError(`several manifests list \`${action}\``, `choose one with -m: ${names}`)
    return only
  }
  const found = listing.find((manifest) => manifest.name === name)
  if (found === undefined) throw new UsageError(`\`${name}\` does not list \`${action}\``, `these do: ${names}`)
  return found
}
