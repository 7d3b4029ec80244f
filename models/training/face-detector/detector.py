"""The face detector as a whole, as `BlazeFaceDetector` and `TightFaces` of emotion-vision do it, and
the alignment by the eyes. The numbers are those of the networks' model.json.

    detector = Detector()
    for score, box, keypoints in detector.detect(image):      # BGR or grey, uint8
        face = align(image, keypoints[0], keypoints[1], GEOMETRY)

Coordinates are continuous pixels of the picture: the centre of its first pixel is (0.5, 0.5).
`box` is left, top, right, bottom; `keypoints` is (6, 2): eye on the left of the picture, eye on
the right, nose, mouth, ear on the left, ear on the right.
"""

import json
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime

# Where the eyes lie in a FER2013 crop, as fractions of its side (see README.md, "Geometry").
GEOMETRY = {"left_eye": [0.316, 0.395], "right_eye": [0.684, 0.395]}

MODELS = Path(__file__).parents[2] / "src/main/resources/io/github/emotion4j/models"

# As in BlazeFaceDetector, where their reasons stand.
MIN_SHARE = 0.75
UPRIGHT_DEGREES = 25
SETTLED_DEGREES = 8
MAX_TURNS = 4
SURER = 0.1
TURNS_DEGREES = (90, -90, 180)
MOST_CANDIDATES = 16


class Detection(NamedTuple):
    score: float
    box: np.ndarray
    keypoints: np.ndarray

    @property
    def roll(self):
        """Degrees, positive where the eye on the right is lower."""
        right, down = self.keypoints[1] - self.keypoints[0]
        return np.degrees(np.arctan2(down, right))

    @property
    def row(self):
        return np.r_[self.score, self.box, self.keypoints.ravel()]


def width(box):
    return box[2] - box[0]


def iou(box, boxes):
    """Intersection over union of one box with many."""
    left_top = np.maximum(box[:2], boxes[:, :2])
    right_bottom = np.minimum(box[2:], boxes[:, 2:])
    overlap = np.prod(np.clip(right_bottom - left_top, 0, None), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return overlap / (areas + np.prod(box[2:] - box[:2]) - overlap)


def overlap(one, other):
    return iou(one.box, other.box[None])[0]


def suppress(rows, threshold):
    """Blends overlapping detections, as MediaPipe does.

    rows: (m, 17) score, box, keypoints. The best one takes in all that overlap it by at least
    `threshold`; coordinates are averaged with the scores as weights, the score stays the best.
    """
    result = []
    rows = rows[np.argsort(-rows[:, 0], kind="stable")]
    while len(rows):
        near = iou(rows[0, 1:5], rows[:, 1:5]) >= threshold
        near[0] = True
        group = rows[near].astype(np.float64)
        blend = group[:, 0] @ group[:, 1:] / group[:, 0].sum()
        result.append(Detection(float(group[0, 0]), blend[:4], blend[4:].reshape(6, 2)))
        rows = rows[~near]
    return result


def inside(box, other):
    """Whether the middle of a box lies in another."""
    middle = (box[:2] + box[2:]) / 2
    return (middle > other[:2]).all() and (middle < other[2:]).all()


def blend(detections, threshold):
    return suppress(np.array([d.row for d in detections]).reshape(-1, 17), threshold)


def rounded(values):
    """As Java rounds: halves up."""
    return np.floor(np.asarray(values, float) + 0.5).astype(int)


class Window(NamedTuple):
    """A part of a picture, upright or turned, as the network's input sees it; black outside."""

    centre: np.ndarray  # in the picture
    scale: np.ndarray  # pixels of the picture for one of the input, across and down
    roll: float  # degrees, clockwise on the screen
    size: tuple  # columns and rows of the input that the part fills

    @staticmethod
    def whole(image, long_side):
        shape = np.array(image.shape[1::-1])
        size = np.maximum(1, rounded(shape * (long_side / shape.max())))
        return Window(shape / 2, shape / size, 0, tuple(size))

    @staticmethod
    def square(centre, side, roll, size):
        return Window(np.asarray(centre), np.full(2, max(side, 1) / size), roll, (size, size))

    def to_picture(self, rows):
        """(m, 17) score, box and keypoints of the input as such of the picture."""
        rows = rows.astype(np.float64)
        angle = np.radians(self.roll)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        points = rows[:, 1:].reshape(-1, 8, 2)
        half = (points[:, 1] - points[:, 0]) * self.scale / 2
        points[:, 0] = points[:, 1] = (points[:, 0] + points[:, 1]) / 2
        points = (points - np.array(self.size) / 2) * self.scale @ turn + self.centre
        points[:, 0] -= half
        points[:, 1] += half
        return np.c_[rows[:, 0], points.reshape(-1, 16)]

    def place(self, canvas, image):
        """Draws the part into the canvas (rows, columns, 3) of the network's input."""
        if self.roll:
            canvas[: self.size[1], : self.size[0]] = self._turned(image)
            return
        shape, size = np.array(image.shape[1::-1]), np.array(self.size)
        low = self.centre - size / 2 * self.scale
        start, stop = (
            np.clip(rounded(v), 0, shape) for v in (low, low + size * self.scale)
        )
        to, end = (np.clip(rounded((v - low) / self.scale), 0, size) for v in (start, stop))
        if (stop > start).all() and (end > to).all():
            part = image[start[1] : stop[1], start[0] : stop[0]]
            shrinks = 2 * (end[0] - to[0]) < stop[0] - start[0]
            canvas[to[1] : end[1], to[0] : end[0]] = cv2.resize(
                part,
                tuple(int(v) for v in end - to),
                interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
            )

    def _turned(self, image):
        shape, size = np.array(image.shape[1::-1]), np.array(self.size)
        reach = np.linalg.norm(size * self.scale) / 2
        low = np.clip(rounded(self.centre - reach), 0, shape - 1)
        high = np.maximum(low + 1, np.clip(rounded(self.centre + reach), 0, shape))
        part = image[low[1] : high[1], low[0] : high[0]]
        length = high - low
        small = np.maximum(1, np.rint(length / max(1, *self.scale))).astype(int)
        part = cv2.resize(part, tuple(int(v) for v in small), interpolation=cv2.INTER_AREA)
        shrink = small / length
        angle = np.radians(self.roll)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        linear = turn * self.scale[:, None] * shrink[:, None]
        # From the input's pixel centres to those of the shrunken part.
        shift = (self.centre - low) * shrink - 0.5 + linear @ (0.5 - size / 2)
        return cv2.warpAffine(
            part,
            np.c_[linear, shift],
            tuple(int(v) for v in size),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        )


def network_input(bgr):
    """Pictures (n, h, w, 3) as the network wants them: RGB, planar, in [-1, 1]."""
    rgb = np.asarray(bgr, np.float32)[..., ::-1] / 127.5 - 1
    return np.ascontiguousarray(rgb.transpose(0, 3, 1, 2))


class Network:
    """One network of BlazeFace with the settings in its model.json."""

    def __init__(self, folder, file=None):
        description = json.loads((folder / "model.json").read_text())
        self.settings = description["detection"]
        self.multiple = description["inputs"][0]["strideMultiple"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(file or folder / description["onnx"]["file"]),
            options,
            providers=["CPUExecutionProvider"],
        )

    def look(self, image, windows, least_score, mirrored=False):
        """(m, 17) rows of each window, in the picture's pixels, unsuppressed; one forward. Those
        of mirrored windows are not turned back."""
        columns, rows = (-(-length // self.multiple) * self.multiple for length in windows[0].size)
        canvas = np.zeros((len(windows), rows, columns, 3), np.uint8)
        for picture, window in zip(canvas, windows):
            window.place(picture, image)
        if mirrored:
            canvas = canvas[:, :, ::-1]
        outputs = self.session.run(None, {"images": network_input(canvas)})
        found = []
        for window, scores, boxes, keypoints in zip(windows, *outputs):
            keep = scores >= least_score
            all_of_it = np.c_[scores[keep], boxes[keep], keypoints[keep]]
            found.append(window.to_picture(all_of_it))
        return found


class Mesh:
    """Says whether a face is where one may be: an output of the face mesh."""

    def __init__(self, folder):
        description = json.loads((folder / "model.json").read_text())
        self.size = description["inputs"][0]["shape"][-1]
        self.margin = description["window"]["margin"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / description["onnx"]["file"]), options, providers=["CPUExecutionProvider"]
        )

    def presence(self, image, face):
        """The mean probability of the place and its mirror image."""
        middle, side = (face.box[:2] + face.box[2:]) / 2, max(face.box[2:] - face.box[:2])
        canvas = np.zeros((self.size, self.size, 3), np.uint8)
        Window.square(middle, self.margin * side, face.roll, self.size).place(canvas, image)
        seen = []
        for view in (canvas, canvas[:, ::-1]):
            values = view[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
            outputs = self.session.run(["presence"], {"faces": np.ascontiguousarray(values)})
            seen.append(float(outputs[0].item()))
        return sum(seen) / 2


class TightFaces:
    """Faces that fill the picture or are cut by its border: short range proposes and judges them,
    with the mirror image, full range and the mesh where it is in doubt."""

    def __init__(self, network, full_range, mesh):
        self.network = network
        self.full_range = full_range
        self.mesh = mesh
        settings = dict(self.network.settings)
        self.doubt_from, self.sure_from = settings.pop("doubtScores")
        self.least_joint_score = settings.pop("score")
        for name, value in settings.items():
            setattr(self, name, value)

    def sure(self, face):
        """Whether a face is so sure that neither other looks nor turned views need be asked."""
        return face.score >= self.sure_from

    def judges(self, box, image):
        return width(box) >= self.minShare * max(image.shape[:2])

    def search(self, image, roll, others):
        middle, side = np.array(image.shape[1::-1]) / 2, max(image.shape[:2])
        windows = [
            Window.square(middle, side * (1 + 2 * margin), roll, self.size)
            for margin in self.searchMargins
        ]
        # Turned views must be so sure in the end that what begins weakly is not worth its price.
        least = self.candidateScore if roll else self.searchScore
        rows = np.concatenate(self.network.look(image, windows, least))
        large = [row for row in rows if self.judges(row[1:5], image)]
        return self.judge(image, roll, [*large, *(other.row for other in others)])

    def judge(self, image, roll, candidates):
        """The faces among the surest candidates, the surest first."""
        rows = [c.row if isinstance(c, Detection) else c for c in candidates]
        candidates = suppress(np.array(rows).reshape(-1, 17), self.overlap)
        candidates = candidates[:MOST_CANDIDATES]
        found = [self.judge_one(image, candidate.box, roll) for candidate in candidates]
        return blend([face for face in found if face], self.overlap)

    def looks(self, network, image, box, roll, mirrored=False):
        """The mean of the best scores at the box in each window, and the detections there. What is
        in the middle of a window is there in its mirror image too."""
        middle, side = (box[:2] + box[2:]) / 2, max(box[2:] - box[:2])
        windows = [
            Window.square(middle, margin * side, roll, self.size) for margin in self.lookMargins
        ]
        best = []
        for rows in network.look(image, windows, self.candidateScore, mirrored):
            there = [f for f in suppress(rows, self.overlap) if iou(box, f.box[None])[0] >= self.overlap]
            best += [max(there, key=lambda face: face.score)] if there else []
        return sum(face.score for face in best) / len(windows), best

    def judge_one(self, image, box, roll):
        """The face at a box, or None. Its score is the mean of short range's upright looks, whoever
        decided."""
        mean, faces = self.looks(self.network, image, box, roll)
        if not faces:
            return None
        best = max(faces, key=lambda face: face.score)
        if roll:
            is_face = mean >= self.turnedScore
        else:
            is_face = mean >= self.sure_from or (
                mean >= self.doubt_from and self.is_face_by_all_looks(image, box, mean, best)
            )
        return best._replace(score=mean) if is_face else None

    def joint_score(self, image, box, upright_mean):
        """Of both networks, each over an upright box and its mirror image."""
        mirrored_mean, _ = self.looks(self.network, image, box, 0, True)
        short_range_mean = (upright_mean + mirrored_mean) / 2
        unmirrored_mean, _ = self.looks(self.full_range, image, box, 0)
        mirrored_mean, _ = self.looks(self.full_range, image, box, 0, True)
        full_range_mean = (unmirrored_mean + mirrored_mean) / 2
        return (1 - self.fullRangeShare) * short_range_mean + self.fullRangeShare * full_range_mean

    def is_face_by_all_looks(self, image, box, upright_mean, best):
        """Whether the joint score is high enough, which the mesh raises or lowers by half of its
        share at most."""
        presence = self.mesh.presence(image, best) if self.mesh else 0.5
        joint = self.joint_score(image, box, upright_mean)
        return joint + self.presenceShare * (presence - 0.5) >= self.least_joint_score


class Detector:
    """A coarse pass of full range and a fine pass of short range find candidates of all sizes, a
    glance and a close look of full range decide; what they are not sure of is judged by
    `TightFaces`, and turned views are searched where nothing is sure. `mesh` is None for the one
    of the face's geometry, False for none, as the library is without geometry."""

    def __init__(self, full_range=None, short_range=None, mesh=None, min_face=24):
        self.full_range = full_range or Network(MODELS / "face-detector")
        self.short_range = short_range or Network(MODELS / "face-detector-short-range")
        self.tight = TightFaces(
            self.short_range,
            self.full_range,
            Mesh(MODELS / "face-landmarks") if mesh is None else mesh,
        )
        self.min_face = min_face
        for name, value in {**self.short_range.settings, **self.full_range.settings}.items():
            setattr(self, name, value)

    def detect(self, image):
        """Faces of a BGR or grey picture, best first."""
        image = as_bgr(image)
        faces = self.search(image, 0)
        if not any(self.tight.sure(face) for face in faces):
            for roll in TURNS_DEGREES:
                for face in self.search(image, roll):
                    near = [f for f in faces if overlap(f, face) >= self.overlap]
                    if all(self.surer(face, f) for f in near):
                        faces = [f for f in faces if overlap(f, face) < self.overlap] + [face]
        return sorted(faces, key=lambda face: -face.score)

    def surer(self, turned, upright):
        """Whether a turned look is surer than an upright one, which may be a mere guess."""
        margin = 0 if upright.score < self.tight.turnedScore else SURER
        return upright.score + margin <= turned.score

    def large_enough(self, face):
        return width(face.box) >= MIN_SHARE * self.min_face

    def fine_long_side(self, image):
        """The longer side of the fine pass's input, unless the coarse pass sees as much."""
        return min(self.longestInput, max(image.shape[:2]) * self.smallestFaceInput / self.min_face)

    def coarse(self, image, roll):
        """(m, 17) rows that full range proposes, unsuppressed."""
        if roll:
            middle = np.array(image.shape[1::-1]) / 2
            whole = Window.square(middle, max(image.shape[:2]), roll, self.onlyLongSide)
        else:
            only = self.fine_long_side(image) <= self.onlyLongSide
            whole = Window.whole(image, self.onlyLongSide if only else self.coarseLongSide)
        return self.full_range.look(image, [whole], self.candidateScore)[0]

    def fine(self, image):
        """(m, 17) rows that short range proposes, unsuppressed."""
        multiple = self.short_range.multiple
        whole = Window.whole(image, int(self.fine_long_side(image)) // multiple * multiple)
        proposals = self.short_range.look(image, [whole], self.proposalScores[0])[0]
        widths = (proposals[:, 3] - proposals[:, 1]) / whole.scale[0]
        least = np.interp(widths, self.proposalWidths, self.proposalScores)
        return proposals[proposals[:, 0] >= least]

    def candidates(self, image, roll):
        """(m, 17) rows of both passes, unsuppressed, and those of full range among them."""
        known = self.coarse(image, roll)
        # A turned face is a rarity that is not worth the price of a fine pass.
        if roll or self.fine_long_side(image) <= self.onlyLongSide:
            return known, known
        return np.r_[known, self.fine(image)], known

    def glance(self, image, candidates, known):
        """Which candidates may be faces, seen by full range in a small input; what overlaps the
        rows that it has proposed itself need not be seen again."""
        if len(candidates) < 2:
            return [True] * len(candidates)
        seen = [self.overlaps_any(candidate, known) for candidate in candidates]
        others = [i for i, is_known in enumerate(seen) if not is_known]
        if others:
            windows = [self.window(candidates[i], self.glanceSize) for i in others]
            looks = self.full_range.look(image, windows, self.glanceScore)
            for i, rows in zip(others, looks):
                seen[i] = self.overlaps_any(candidates[i], rows)
        return seen

    def overlaps_any(self, candidate, rows):
        return bool((iou(candidate.box, rows[:, 1:5]) >= self.overlap).any())

    def search(self, image, roll):
        """Faces that are turned by an angle, in any order."""
        rows, known = self.candidates(image, roll)
        candidates = suppress(rows, self.overlap)
        candidates = [candidate for candidate in candidates if self.large_enough(candidate)]
        seen = self.glance(image, candidates, known)
        found, unsure = self.look(image, [c for c, may_be in zip(candidates, seen) if may_be])
        unsure = [c for c, may_be in zip(candidates, seen) if not may_be] + unsure
        # Two candidates can lead to the same face.
        faces = blend(found, self.overlap)
        sure = [face for face in faces if self.tight.sure(face)]
        unsure = [
            large
            for large in unsure
            if self.tight.judges(large.box, image)
            and not any(inside(face.box, large.box) for face in sure)
        ]
        more = (self.tight.judge if sure else self.tight.search)(image, roll, unsure)
        return faces + [
            face
            for face in more
            if self.large_enough(face)
            and all(overlap(face, other) < self.overlap for other in faces)
        ]

    def window(self, face, size):
        middle, side = (face.box[:2] + face.box[2:]) / 2, max(face.box[2:] - face.box[:2])
        roll = face.roll if abs(face.roll) > UPRIGHT_DEGREES else 0
        return Window.square(middle, side * self.closeMargin, roll, size)

    def look(self, image, candidates, turns=0):
        """The faces seen at the candidates, and the candidates where none is."""
        if not candidates:
            return [], []
        windows = [self.window(candidate, self.closeSize) for candidate in candidates]
        looks = self.full_range.look(image, windows, self.candidateScore)
        found, turned, unsure = [], [], []
        for candidate, window, rows in zip(candidates, windows, looks):
            faces = [
                face
                for face in suppress(rows, self.overlap)
                if face.score >= self.score
                and self.large_enough(face)
                and overlap(face, candidate) >= self.overlap
            ]
            # A neighbour may score higher than the face that was asked for.
            best = max(faces, key=lambda face: overlap(face, candidate), default=None)
            if best:
                apart = abs(best.roll - window.roll) % 360
                most = SETTLED_DEGREES if window.roll else UPRIGHT_DEGREES
                settled = min(apart, 360 - apart) <= most
                (found if settled or turns == MAX_TURNS else turned).append(best)
            else:
                unsure.append(candidate)
        again, unsure_again = self.look(image, turned, turns + 1)
        return found + again, unsure + unsure_again


def as_bgr(image):
    return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if image.ndim == 2 else image


def align(image, left_eye, right_eye, geometry=GEOMETRY, size=48):
    """The face turned, moved and scaled so that its eyes lie where `geometry` says.

    Without anti-aliasing a large face would be sampled at single pixels, so the picture is first
    shrunk by area averaging until one output pixel spans one of it.
    """
    left_eye, right_eye = np.asarray(left_eye, np.float64), np.asarray(right_eye, np.float64)
    targets = np.array([geometry["left_eye"], geometry["right_eye"]], np.float64) * size
    step = np.linalg.norm(right_eye - left_eye) / np.linalg.norm(targets[1] - targets[0])
    if step > 1:
        # Crop first: shrinking the whole picture would cost more than the face.
        middle, reach = (left_eye + right_eye) / 2, 1.6 * step * size
        low = np.clip(np.floor(middle - reach), 0, None).astype(int)
        high = np.ceil(middle + reach).astype(int)
        image = image[low[1] : high[1], low[0] : high[0]]
        new = np.maximum(1, np.round(np.array(image.shape[1::-1]) / step)).astype(int)
        shrink = new / np.array(image.shape[1::-1])
        image = cv2.resize(image, tuple(int(v) for v in new), interpolation=cv2.INTER_AREA)
        left_eye, right_eye = (left_eye - low) * shrink, (right_eye - low) * shrink
    # Similarity in complex numbers: z -> a z + b.
    source = [complex(*left_eye), complex(*right_eye)]
    target = [complex(*targets[0]), complex(*targets[1])]
    a = (target[1] - target[0]) / (source[1] - source[0])
    b = target[0] - a * source[0]
    matrix = np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])
    # OpenCV counts from pixel centres, we from pixel corners.
    matrix[:, 2] += matrix[:, :2] @ [0.5, 0.5] - 0.5
    return cv2.warpAffine(
        image, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


_default = None


def detect(image):
    """Detections of the shipped model with its settings, best first."""
    global _default
    if _default is None:
        _default = Detector()
    return _default.detect(image)
