"""Writes CARD.md from report.json: every figure of its tables comes from there.

Usage: python card.py RUN_FOLDER OUT_FOLDER
"""

import json
import sys
from pathlib import Path

NAMES = {"ravdess": "RAVDESS", "nemo": "nEMO", "emodb_2s": "Emo-DB, 2 s"}

HEAD = """# speech-emotion 1.8.0

This model names the expression that a listener would name in an utterance: the perceived expression, not what a person feels.

## What it is
The inputs are log-mel (64 bands), pitch and the 88 functionals of emotion-audio's eGeMAPS-like set. From them the network computes
four descriptions, which do not depend on gain: 312 statistics; 238 cosine terms of cepstra and pitch over time; 512 strengths of
spectro-temporal ripples; 300 covariances of cepstra and their slopes. Three kernel machines and five small perceptrons classify these
descriptions. A linear classifier uses the 312 statistics and the output of the first eleven layers of a network that others trained on
much speech (Google's speech embedding, Lin et al. 2020, arXiv:2002.01322, by way of openWakeWord). It is a discriminant that learned
within speakers and treats as noise what other speakers, rooms, microphones, telephone lines, throats, tempo and automatic gain do to the
same utterance. The network joins the log-probabilities of all classifiers. The linear one has half of the weight for voices and rooms like
those of the training and nearly all of it for unfamiliar ones, where it does better: {parameters:,} numbers in all, one TorchScript and one ONNX file.
The outputs are scores of the eight classes (log-probabilities, not calibrated), an embedding of 48 values (main axes of the
statistics, fitted without labels of emotion) and the unfamiliarity. The unfamiliarity is the squared length outside of the main axes of the
training recordings: 1 for one of them, about 1.8 for other speakers of their corpora, 2.3 to 3.0 for other corpora.
**Contempt has no mass**, since no corpus has it. "Calm" (RAVDESS) and "boredom" (Emo-DB) are outputs of their own while the network
learns; neutral is the mean of the three.

**The session**: emotion-audio subtracts from the scores what the utterances of a session have in common, as far as these spread like
utterances of several classes. The calibration temperature grows with the length of what they have in common, the offset of the session:
a voice, room or language that the classifiers do not know moves all scores of a person, and the further it moves them, the more often the
classifiers are wrong. A first utterance is classified as if the offset were the usual one of corpora left out, so that its class has a lower probability
than that of later ones of a familiar voice. An unfamiliar utterance carries the issue `unfamiliar`.

## Data and terms
| corpus | used | people | language | terms |
| --- | --- | --- | --- | --- |
| RAVDESS speech (Livingstone and Russo 2018, doi:10.1371/journal.pone.0196391) | 1,080 acted utterances | 18 | English | CC BY-NC-SA 4.0 |
| nEMO (Christop 2024, arXiv:2404.06292) | 574 acted utterances | 7 | Polish | CC BY-NC-SA 4.0 |
| Emo-DB (Burkhardt et al. 2005, doi:10.21437/Interspeech.2005-446), cut or padded to 2 s by a third party; padding trimmed | 408 acted utterances | 8 | German | research use |

**The weights follow the data: non-commercial research use, CC BY-NC-SA 4.0.** The kernel machines hold a statistic of
each training recording (no sound can be made of it); the first layers are Apache-2.0. The recipe in `models/training/speech-emotion` trains on your own data.

## Figures
The corpus named took no part in the weights; the recipe was chosen by the mean of these corpora. Its temperature was fitted on the other two corpora, each classified by a network that was not
trained on it but was trained on the named one (`models/training/speech-emotion/log.txt` has figures where it had not, either). So the figures hold for
other rooms, another language and other people. UAR is the unweighted average recall over the classes of the corpus, where the model
chooses among all seven. *Alone*: each utterance is a recording of its own. *In a session*: all utterances of a speaker come in random
order, and what each has in common with the earlier ones is subtracted. The calibration error is taken over ten bins. *Named* is the share with a probability of at
least 0.6. A third party cut Emo-DB's clips, so its figures cannot be compared with published ones. Version 1.7.0, which was trained on
random changes of the utterances only, reached UARs of 0.381, 0.341 and 0.626 alone and of 0.467, 0.392 and 0.668 in a session on the corpora left out.
"""

# Measured by WorldTable of benchmarks with the networks of 1.8.0 that have not heard the corpus; it runs apart from this recipe.
TELEPHONE = """
Through the whole chain, detector included, with a network that was not trained on the corpus, all files as they are and through a telephone
(300 to 3400 Hz by a Butterworth band-pass of order 4, 8 kHz, u-law; `WorldTable` of benchmarks, intervals by person). Each file is a
recording of one utterance. A steeper band-pass (order 6, forwards and backwards) leaves UARs of 0.304, 0.327 and 0.528 (version 1.7.0, which
was not trained on telephone lines of many kinds: telephone 0.343, 0.318 and 0.552, steeper 0.305, 0.318 and 0.487).
| left out | files | UAR | named, right of it | calibration error | telephone: UAR | named, right of it | calibration error |
| --- | --- | --- | --- | --- | --- | --- | --- |
| RAVDESS | 1,080 | 0.348 (0.309-0.382) | 0.03, 0.64 | 0.065 | 0.329 (0.291-0.363) | 0.02, 0.91 | 0.079 |
| nEMO | 574 | 0.333 (0.252-0.420) | 0.29, 0.39 | 0.178 | 0.339 (0.247-0.435) | 0.25, 0.37 | 0.160 |
| Emo-DB, 2 s | 408 | 0.648 (0.585-0.711) | 0.01, 1.00 | 0.321 | 0.595 (0.523-0.662) | 0.00 | 0.293 |
"""

TAIL = """
## Limits
The model was trained on acted speech of 33 adults in three languages and clean rooms. Spontaneous speech expresses less and will be
harder. In a language and room that are not in its training, the model names a single utterance right in a third to two thirds of all cases,
and a probability of 0.6 or more is no safer there than the tables say: do not act on one utterance. The first utterances of any voice are
classified as if it were unknown, even where the model would be right (Emo-DB left out, and other speakers of known corpora). Until the model has heard several kinds of
utterances, it takes what a voice or a microphone adds for expression; where a person shows one class only, that class loses a few
points, as the table of sessions says. Nothing is known about groups of age or origin.

## Use
Intended: research, feedback that a person asked for, tools that a person can switch off. Refused: hiring, schooling and
surveillance of people at work or in class (EU AI Act, Article 5(1)(f)), lie detection, and any decision about a person.
"""


def told(row):
    """The share that is told, and how much of it is right."""
    return f"{row['told']:.2f}" + ("" if row["right_when_told"] is None else f", {row['right_when_told']:.2f}")


def cells(*values):
    return "| " + " | ".join(v if isinstance(v, str) else f"{v:.3f}" for v in values) + " |\n"


def main():
    run, out = Path(sys.argv[1]), Path(sys.argv[2])
    report = json.loads((run / "report.json").read_text())
    parameters = json.loads((out / "model.json").read_text())["parameters"]
    text = HEAD.format(parameters=parameters)
    text += "\n" + cells("", "left out", "UAR alone", "UAR in a session", "calibration error alone", "in a session", "named alone, right of it",
                         "named in a session, right of it", "answers neutral") + cells(*["---"] * 9)
    for name, rows in report["left_out"].items():
        for c, row in rows.items():
            cold, live = row["cold"], row["live"]
            text += cells(name, NAMES[c], cold["uar"], live["uar"], cold["ece"], live["ece"], told(cold), told(live),
                          f"{cold['answers_neutral']:.2f}")
    rows = report["left_out"]["shipped"]
    classes = sorted({k for row in rows.values() for k in row["cold"]["recall"]})
    text += "\nRecall, alone > in a session:\n" + cells("", *classes) + cells(*["---"] * (len(classes) + 1))
    for c, row in rows.items():
        text += cells(NAMES[c], *(f"{row['cold']['recall'][k]:.2f} > {row['live']['recall'][k]:.2f}"
                                  if k in row["cold"]["recall"] else "" for k in classes))
    text += ("\nSessions of twenty utterances of one class only, recall alone > in a session; and of 60 and 80 % neutral, UAR alone > in a session:\n"
             + cells("", *classes, "60 %", "80 %") + cells(*["---"] * (len(classes) + 3)))
    for c, row in rows.items():
        one = row["sessions_of_one_class"]
        text += cells(NAMES[c], *(f"{one[k]['cold']:.2f} > {one[k]['live']:.2f}" if k in one else "" for k in classes),
                      *(f"{row[f'sessions_{s}%_neutral']['uar_cold']:.2f} > {row[f'sessions_{s}%_neutral']['uar']:.2f}" for s in (60, 80)))
    text += "\nSpeakers left out, their corpora in the training (five folds):\n" + cells(
        "", "UAR alone", "UAR in a session", "calibration error alone", "in a session", "named alone, right of it", "named in a session, right of it")
    text += cells(*["---"] * 7)
    for c, row in report["by_speaker"].items():
        text += cells(NAMES[c], *(row[how][what] for what in ("uar", "ece") for how in ("cold", "live")),
                      *(told(row[how]) for how in ("cold", "live")))
    (out / "CARD.md").write_text(text + TELEPHONE + TAIL)


if __name__ == "__main__":
    main()
