/** The public surface of the compiler. Imported by nobody inside this package. */
export { type AnalyseOptions, type Analysis, analyse } from './analyse.ts'
export {
  type Calibration,
  type CalibrationResult,
  createCalibration,
  type Position,
} from './calibrate/calibration.ts'
export { drawHistogram } from './calibrate/draw-histogram.ts'
export { type Bin, histogram } from './calibrate/histogram.ts'
export { isNpy, MAX_NPY_HEADER, type NpyHeader, readNpyHeader } from './calibrate/npy-header.ts'
export { type Raster, rasterize } from './calibrate/rasterize.ts'
export { readPosition } from './calibrate/read-position.ts'
export { renderSvg } from './calibrate/render-svg.ts'
export { type CheckResult, check } from './check.ts'
export { type Compilation, type CompiledManifest, type CompileOptions, compile } from './compile.ts'
export type { Diagnostic, Fix, RelatedLocation, Severity } from './diagnostics/diagnostic.ts'
export { visibleLine, visibleText } from './diagnostics/render/display-text.ts'
export { renderGithub, renderPlain } from './diagnostics/render/render-compact.ts'
export { type HumanOptions, renderHuman } from './diagnostics/render/render-human.ts'
export { type JunitCase, renderJunit, renderJunitCases } from './diagnostics/render/render-junit.ts'
export { type Mark, renderMarks } from './diagnostics/render/render-marks.ts'
export { renderSarif } from './diagnostics/render/render-sarif.ts'
export { type ResolvedDiagnostic, type ResolvedRange, resolveDiagnostics } from './diagnostics/resolved-diagnostic.ts'
export { actionPage } from './emit/action-page.ts'
export { ARTIFACT_KINDS, type ArtifactKind, artifactKind } from './emit/artifact-kind.ts'
export { printCel } from './emit/cel.ts'
export { emitHandlerTypes, type HandlerTypes, type HandlerUse, handlerUses } from './emit/handler-types.ts'
export { manifestPage } from './emit/manifest-page.ts'
export { decide } from './evaluate/decide.ts'
export { decisionText, expectationText } from './evaluate/decision-text.ts'
export { normalize } from './evaluate/normalize.ts'
export { type GovernanceTestResult, runGovernanceTests } from './evaluate/run-governance-tests.ts'
export { runTests, type TestResult } from './evaluate/run-tests.ts'
export {
  type CaseOutcome,
  type CheckOutcome,
  type DecisionTrace,
  type Observation,
  traceDecision,
} from './evaluate/trace-decision.ts'
export type { FixedProject } from './fix/fix-project.ts'
export { unifiedDiff } from './fix/unified-diff.ts'
export { fix } from './fix.ts'
export { type FormattedFile, formatFile } from './format/format-file.ts'
export { formatSource } from './format/format-source.ts'
export { type HandlerFinding, reportHandlers } from './handlers/report-handlers.ts'
export type { ClawPackage, Host } from './host.ts'
export { readYaml, type YamlReading } from './import/read-yaml.ts'
export { yamlValue } from './import/yaml-value.ts'
export { type LintOptions, type LintResult, lint } from './lint.ts'
export type { Expr } from './program/expression.ts'
export { expressionText } from './program/expression-text.ts'
export { groupsText, numberText, rateText } from './program/governance-text.ts'
export { overridesOf, overrideText } from './program/override-text.ts'
export type { Action, Expectation, GovernanceTest, ManifestSource, Preset, Program, Test } from './program/program.ts'
export { worstCost } from './program/worst-cost.ts'
export {
  type ActionCoverage,
  type Coverage,
  type CoverageGoal,
  coveragePercent,
  testCoverage,
} from './test-coverage.ts'
export { nearMiss } from './text/near-miss.ts'
export { createWorkspace, type Workspace } from './workspace.ts'
