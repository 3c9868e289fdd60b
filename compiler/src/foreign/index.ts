/**
 * The public surface of `@clawql/compiler/foreign`: decisions from a published manifest alone. Apart from the compiler's own, because the libraries it
 * needs take longer to load than most projects take to check. Imported by nobody inside this package.
 */
export { compileSchema } from './compile-schema.ts'
export { decideManifest } from './decide-manifest.ts'
export { type CelDeclaration, type CelEvaluation, evaluateCel } from './evaluate-cel.ts'
