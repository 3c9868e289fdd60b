/** What the evidence is collected from, beside guards and validators: everything that is published about a program, as the emitters print it. */
import { emitCode } from '../../src/emit/emit-code.ts'
import { emitContracts } from '../../src/emit/emit-contracts.ts'
import { readCel } from '../../src/foreign/read-cel.ts'
import { readSchema } from '../../src/foreign/read-schema.ts'
import type { ManifestSource, Program } from '../../src/program/program.ts'
import type { EvidenceRequest } from '../../src/verify/collect-evidence.ts'
import { loadModule } from '../emit/load-module.ts'

/** `rewrite` changes every text of CEL in what is published. */
export async function publishedRequest(
  program: Program,
  manifest: ManifestSource,
  rewrite: (text: string) => string = (text) => text,
): Promise<Omit<EvidenceRequest, 'guards' | 'validators'>> {
  const code = emitCode(program, manifest)
  const { sdk, tools, actions } = emitContracts(program, manifest, code)
  const published: unknown[] = JSON.parse(JSON.stringify(code.published), (key, value: unknown) =>
    typeof value === 'string' && ['cel', 'measure', 'x-claw-where'].includes(key) ? rewrite(value) : value,
  )
  const presented = {
    client: await loadModule(sdk.js),
    tools,
    actions: actions.map((action, index) => ({ ...action, published: published[index] })),
  }
  return { program, manifest, readCel, readSchema, leaves: code.leaves, presented }
}
