/** Who derives which committed files. Each generator returns path (relative to the root) → text; an earlier one may feed a later one. */
import { generate as generateLayer0 } from '../manifest-validator/scripts/generate.ts'
import { generate as generatePresets } from '../presets/scripts/generate.ts'
import { generate as generateCases } from '../spec-tests/scripts/generate-cases.ts'
import { generate as generateDiagnosticIndex } from './generate-diagnostic-index.ts'
import { generate as generateEventKinds } from './generate-event-kinds.ts'
import { generate as generateStandardLibrary } from './generate-standard-library.ts'

type Generator = () => ReadonlyMap<string, string> | Promise<ReadonlyMap<string, string>>

export const generators: readonly Generator[] = [
  generatePresets,
  generateLayer0,
  generateCases,
  generateStandardLibrary,
  generateDiagnosticIndex,
  generateEventKinds,
]
