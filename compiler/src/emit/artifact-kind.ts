/** The groups of artifacts a build can be asked for (`--emit`), and which group a path of the output belongs to. */

export const ARTIFACT_KINDS = [
  'manifest',
  'guards',
  'validators',
  'sdk',
  'handlers',
  'schemas',
  'ui',
  'mcp',
  'docs',
  'traceability',
  'evidence',
  'build',
] as const
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number]

/** `path` is relative to the manifest's output directory. */
export function artifactKind(path: string): ArtifactKind {
  const [head = ''] = path.split('/')
  const name = head.replace(/\.(d\.ts|ts|js|json|yaml)$/, '')
  if (name === 'mcp-tools') return 'mcp'
  const kind = ARTIFACT_KINDS.find((known) => known === name)
  if (kind === undefined) throw new Error(`no artifact is written to ${path}`)
  return kind
}
