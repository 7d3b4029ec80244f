"""Writes CARD.md from report.json and robustness.json: every figure comes from there.

Usage: python card.py RUN_FOLDER OUT_FOLDER
"""

import json
import sys
from pathlib import Path

NAMES = {"ravdess": "RAVDESS", "nemo": "nEMO", "emodb_2s": "Emo-DB, 2 s"}

HEAD = """# speech-emotion 1.2.0

Hears which expression a listener would name in an utterance: perceived expression, not what a person feels.

## What it is
Log-mel (64 bands), pitch and the 88 functionals of emotion-audio's eGeMAPS-like set go in. Four descriptions are
drawn from them, all free of gain: 312 statistics; 238 cosine terms of cepstra and pitch over time; 512 strengths of
spectro-temporal ripples; 300 covariances of cepstra and their slopes. Three kernel machines and five small perceptrons
judge them, a convolutional net hears log-mel and pitch themselves, and their log-probabilities are joined:
{parameters:,} numbers in all, one TorchScript and one ONNX file.
Output: logits of the eight classes and an embedding of 48 values (main axes of the statistics, fitted without labels
of emotion). **Contempt has no mass**: no corpus has it. "Calm" (RAVDESS)
and "boredom" (Emo-DB) are learned as outputs of their own and summed into neutral.

## Data and terms
| corpus | used | people | language | terms |
| --- | --- | --- | --- | --- |
| RAVDESS speech (Livingstone and Russo 2018, doi:10.1371/journal.pone.0196391) | 1,080 acted utterances | 18 | English | CC BY-NC-SA 4.0 |
| nEMO (Christop 2024, arXiv:2404.06292) | 574 acted utterances | 7 | Polish | CC BY-NC-SA 4.0 |
| Emo-DB (Burkhardt et al. 2005, doi:10.21437/Interspeech.2005-446), cut or padded to 2 s by a third party; padding trimmed | 408 acted utterances | 8 | German | research use |

**The weights follow the data: non-commercial research use, CC BY-NC-SA 4.0.** The kernel machines hold a statistic of
each training recording (no sound can be made of it). The recipe in `models/training/speech` trains on your own data.

## Figures
Five folds by speaker: nobody is heard in both training and test. The figures on Emo-DB are not comparable with
published ones, as its clips were cut. Unweighted average recall (UAR), argmax over all eight classes; calibration error
over ten bins with the temperature of the other folds. The recipe was chosen on these folds, so the figures flatter a
little.
"""

WORSE = """
The telephone (one variant in eight) and the room (three in ten, 0.15 to 0.8 s) are made as in training, so these two
rows say how the model takes what it has heard of, not other lines and rooms. Noise is added as in training (5 to 35 dB),
but from other clips and, at 0 dB, louder; no training heard MP3.
"""

TAIL = """
"With personal baseline" moves each speaker's mean log-probabilities, over what they said and without labels, to those
of everyone; no other column uses a number of a test speaker. "Trained on the other two" is the model that has not
heard the corpus at all: other rooms, other languages, other actors. That is what to expect in the open.

## Limits
Acted speech of 33 adults, three languages, clean rooms. Spontaneous speech is quieter in expression and will be harder.
Men, women and corpora differ (range of speakers above). Utterances below a second and telephone or noisy sound are
less certain; the quality that comes with each observation says so. By group of age or origin nothing is known.

## Use
Intended: research, feedback that a person asked for, tools that a person can switch off. Refused: hiring, schooling and
surveillance of people at work or in class (EU AI Act, Article 5(1)(f)), lie detection, and any decision about a person.
"""


def main():
    run, out = Path(sys.argv[1]), Path(sys.argv[2])
    report = json.loads((run / "report.json").read_text())
    parameters = json.loads((out / "model.json").read_text())["parameters"]
    m = report["metrics"]
    text = HEAD.format(parameters=parameters)
    text += "\n| | utterances | UAR | least and greatest speaker | accuracy | calibration error | with personal baseline | trained on the other two |\n"
    text += "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for c, name in NAMES.items():
        r = m[c]
        low, high = r["uar_least_and_greatest_speaker"]
        text += (f"| {name} | {r['utterances']} | **{r['uar']:.3f}** | {low:.2f}, {high:.2f} | {r['accuracy']:.3f} | "
                 f"{r['ece']:.3f} | {r['uar_with_personal_baseline']:.3f} | "
                 f"{r.get('uar_trained_on_the_other_two', float('nan')):.3f} |\n")
    text += f"\nRAVDESS with its eight original classes (calm apart): {m['ravdess']['uar_eight_original_classes']:.3f}. "
    fair = " / ".join(f"{m[c]['uar_with_weights_of_other_folds']:.3f}" for c in NAMES)
    text += f"With the judges' weights chosen anew on the other folds each time: {fair}. "
    text += f"Calibration error over all: {m['all']['ece']:.3f}, temperature {report['temperature']}.\n"
    judges = list(m["ravdess"]["uar_by_judge"])
    text += "\nUAR of each judge alone:\n| | " + " | ".join(judges) + " |\n|" + " --- |" * (len(judges) + 1) + "\n"
    for c, name in NAMES.items():
        text += f"| {name} | " + " | ".join(f"{v:.3f}" for v in m[c]["uar_by_judge"].values()) + " |\n"
    classes = sorted({k for c in NAMES for k in m[c]["recall"]})
    text += "\nRecall of each class:\n| | " + " | ".join(classes) + " |\n|" + " --- |" * (len(classes) + 1) + "\n"
    for c, name in NAMES.items():
        text += f"| {name} | " + " | ".join(f"{m[c]['recall'][k]:.2f}" if k in m[c]["recall"] else "" for k in classes) + " |\n"
    worse = run / "robustness.json"
    if worse.exists():
        table = json.loads(worse.read_text())
        text += ("\nUAR when the sound is made worse (every fourth utterance; noises that no training heard):\n| | "
                 + " | ".join(NAMES.values()) + " | accuracy over all |\n| --- | --- | --- | --- | --- |\n")
        for condition, row in table.items():
            text += f"| {condition} | " + " | ".join(f"{row[c]:.3f}" for c in (*NAMES, "accuracy")) + " |\n"
        text += WORSE
    (out / "CARD.md").write_text(text + TAIL)


if __name__ == "__main__":
    main()
