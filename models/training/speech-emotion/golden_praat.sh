#!/usr/bin/env bash
# Makes the spoken sounds of emotion-audio's tests and Praat's values of them:  golden_praat.sh TEST_RESOURCE_FOLDER
#
# The speech is synthesised by rules (espeak-ng), so it is nobody's voice. Needs espeak-ng and praat (Debian packages).
set -euo pipefail
out=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out/spoken"
espeak-ng -v en-us -p 40 -s 120 -w "$out/spoken/low.wav" "We are away all year."
espeak-ng -v en-us+f3 -p 65 -s 130 -w "$out/spoken/high.wav" "Oh no, you are early again."
cat >"$work/values.praat" <<'PRAAT'
form Values
  sentence folder
endform
writeInfoLine: "# Praat ", praatVersion$, ", pitch (ac) 75 to 600 Hz, formants (Burg) 5 up to 5500 Hz, of sounds of espeak-ng"
appendInfoLine: "# low.wav, high.wav: median F0, jitter local, shimmer local, HNR (cc) in dB, and medians of F1, F2, F3 over voiced frames"
procedure values: .name$
  sound = Read from file: folder$ + "/" + .name$ + ".wav"
  pitch = To Pitch (ac): 0.01, 75, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 600
  f0 = Get quantile: 0, 0, 0.5, "Hertz"
  selectObject: sound, pitch
  pulses = To PointProcess (cc)
  jitter = Get jitter (local): 0, 0, 0.0001, 0.02, 1.3
  selectObject: sound, pulses
  shimmer = Get shimmer (local): 0, 0, 0.0001, 0.02, 1.3, 1.6
  selectObject: sound
  To Harmonicity (cc): 0.01, 75, 0.1, 1
  hnr = Get mean: 0, 0
  selectObject: sound
  To Formant (burg): 0.01, 5, 5500, 0.025, 50
  formants = selected ("Formant")
  for number to 3
    selectObject: formants
    frames = Get number of frames
    voiced# = zero# (frames)
    count = 0
    for frame to frames
      selectObject: formants
      time = Get time from frame number: frame
      value = Get value at time: number, time, "hertz", "linear"
      selectObject: pitch
      heard = Get value at time: time, "Hertz", "linear"
      if heard <> undefined and value <> undefined
        count += 1
        voiced# [count] = value
      endif
    endfor
    sorted# = sort# (voiced#)
    f [number] = sorted# [frames - count + ceiling (count / 2)]
  endfor
  appendInfoLine: fixed$ (f0, 2), ",", fixed$ (jitter, 5), ",", fixed$ (shimmer, 5), ",", fixed$ (hnr, 2), ",", fixed$ (f [1], 1), ",", fixed$ (f [2], 1), ",", fixed$ (f [3], 1)
endproc
@values: "low"
@values: "high"
PRAAT
praat --run "$work/values.praat" "$out/spoken" >"$out/golden/praat.csv"
espeak-ng --version | sed 's/^/# /; s/  Data at.*//' >>"$out/golden/praat.csv"
