/** The action that a verb was asked about and the manifest to look at it under; says what there is instead where there is no such thing. */
import { type Action, type Analysis, analyse, type ManifestSource, nearMiss } from '@clawql/compiler'
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

/** Undefined when the project has errors, after they have been printed. */
export function analyseProject(
  { project, provenance }: ProjectOptions,
  format: 'human' | 'json' = 'human',
): Analysis | undefined {
  const analysis = analyse(openDirectory(project), provenance === undefined ? {} : { provenance })
  requireSources(analysis.projectSources.keys())
  if (!analysis.hasErrors) return analysis
  const report = reportDiagnostics(analysis.diagnostics, analysis.sources, format, wantsColour(process.stderr))
  ;(format === 'json' ? out : err)(report.text)
  return undefined
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
