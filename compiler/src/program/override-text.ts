/** How far a manifest stands from the preset it names, and that in words. */
import { type PresetOverride, presetOverrides } from 'clawql-manifest-validator'
import type { ManifestSource } from './program.ts'

/** Fields whose value is not that of the preset under which the manifest is published. */
export function overridesOf({ policy }: ManifestSource): readonly PresetOverride[] {
  return presetOverrides(String(policy['preset']), policy['coordination'])
}

/** `kappa 0.12 (preset 0.08, +50 %)`, `s_bar 0.31 (left open by the preset)` */
export function overrideText({ path, value, preset, change }: PresetOverride): string {
  const words = preset === undefined ? 'left open by the preset' : `preset ${String(preset)}`
  return `${path} ${String(value)} (${words}${change === undefined ? '' : `, ${changeText(change)}`})`
}

/** `+50 %`, `−12.5 %`, `less than ±0.1 %` */
export function changeText(change: number): string {
  const percent = Math.round(change * 1000) / 10
  if (percent === 0) return 'less than ±0.1 %'
  return `${percent > 0 ? '+' : '−'}${String(Math.abs(percent))} %`
}
