/** The public surface of `@clawql/compiler/testing`. Imported by nobody inside this package. */
export { type CheckOptions, check, type ExpectOptions, expectDiagnostics, lintFiles } from './expect-diagnostics.ts'
export { type Marker, readMarkers } from './markers.ts'
export { type VirtualFiles, virtualHost } from './virtual-host.ts'
