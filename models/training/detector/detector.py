"""The face detector as a whole: image pyramid, network, non-maximum suppression, alignment.

    detector = Detector()
    for score, box, keypoints in detector.detect(image):      # BGR or grey, uint8
        face = align(image, keypoints[0], keypoints[1], GEOMETRY)

Coordinates are continuous pixels of the picture: the centre of its first pixel is (0.5, 0.5).
`box` is left, top, right, bottom; `keypoints` is (6, 2): eye on the left of the picture, eye on
the right, nose, mouth, ear on the left, ear on the right.
"""

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime

# Where the eyes lie in a FER2013 crop, as fractions of its side (see README.md, "Geometry").
GEOMETRY = {"left_eye": [0.316, 0.395], "right_eye": [0.684, 0.395]}


RESOURCES = (
    Path(__file__).parents[2]
    / "src/main/resources/io/github/emotion4j/models/face-detector"
)


class Detection(NamedTuple):
    score: float
    box: np.ndarray
    keypoints: np.ndarray


def iou(box, boxes):
    """Intersection over union of one box with many."""
    left_top = np.maximum(box[:2], boxes[:, :2])
    right_bottom = np.minimum(box[2:], boxes[:, 2:])
    overlap = np.prod(np.clip(right_bottom - left_top, 0, None), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return overlap / (areas + np.prod(box[2:] - box[:2]) - overlap)


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


def letterbox(image, long_side, multiple=32):
    """Scales the picture's longer side to `long_side` and fills up with black to the right and
    below, to a size that the network takes. Returns the network input (1, 3, h, w), the scales."""
    scale = long_side / max(image.shape[:2])
    width = max(1, round(image.shape[1] * scale))
    height = max(1, round(image.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(image, (width, height), interpolation=how)
    canvas = np.zeros((-(-height // multiple) * multiple, -(-width // multiple) * multiple, 3))
    canvas[:height, :width] = small
    return network_input(canvas[None]), (width / image.shape[1], height / image.shape[0])


def crop(image, box, margin, size):
    """The square around a box, `margin` times its longer side, scaled to `size`; black outside.

    Returns the picture, its left top corner and the length of one of its pixels in `image`.
    """
    side = margin * max(box[2] - box[0], box[3] - box[1])
    middle = (box[:2] + box[2:]) / 2
    low = np.floor(middle - side / 2).astype(int)
    side = max(1, int(np.ceil(side)))
    canvas = np.zeros((side, side, 3), np.uint8)
    start, stop = np.clip(low, 0, None), np.minimum(low + side, image.shape[1::-1])
    if (stop > start).all():
        to, end = start - low, stop - low
        canvas[to[1] : end[1], to[0] : end[0]] = image[start[1] : stop[1], start[0] : stop[0]]
    how = cv2.INTER_AREA if side > size else cv2.INTER_LINEAR
    return cv2.resize(canvas, (size, size), interpolation=how), low, side / size


def network_input(bgr):
    """Pictures (n, h, w, 3) as the network wants them: RGB, planar, in [-1, 1]."""
    rgb = np.asarray(bgr, np.float32)[..., ::-1] / 127.5 - 1
    return np.ascontiguousarray(rgb.transpose(0, 3, 1, 2))


class Detector:
    """Two passes find candidates of all sizes, a third looks at each of them closely.

    The network finds faces of about 12 to 150 input pixels. One pass over the picture shrunk to
    `coarse` finds the large faces, up to those that fill it; one over a version in which the
    smallest face wanted still has `smallest` pixels finds the others. Candidates are taken in
    generously; what counts is the score of the close look, in which every face has the size that
    the network sees best, and box and keypoints come from it too. The same close look, around the
    box of the frame before, tracks a face without a search.
    """

    def __init__(
        self,
        model=RESOURCES / "model.onnx",
        min_face=24,
        coarse=128,
        smallest=20,
        longest=1280,
        candidate_score=0.3,
        score=0.6,
        overlap=0.3,
        close_size=128,
        close_margin=2.0,
    ):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self.min_face = min_face
        self.coarse = coarse
        self.smallest = smallest
        self.longest = longest
        self.candidate_score = candidate_score
        self.score = score
        self.overlap = overlap
        self.close_size = close_size
        self.close_margin = close_margin

    def long_sides(self, image):
        """The sizes to which the picture's longer side is scaled, one for each pass."""
        fine = min(self.longest, max(image.shape[:2]) * self.smallest / self.min_face)
        return [self.coarse, round(fine)] if fine > self.coarse else [self.coarse]

    def search(self, image, long_side):
        """(m, 17) rows above the candidate score, in pixels of the picture, unsuppressed."""
        values, scale = letterbox(image, long_side)
        scores, boxes, keypoints = (out[0] for out in self.session.run(None, {"images": values}))
        keep = scores >= self.candidate_score
        boxes = boxes[keep] / np.tile(scale, 2)
        keypoints = keypoints[keep] / np.tile(scale, 6)
        return np.concatenate([scores[keep, None], boxes, keypoints], axis=1)

    def look(self, image, boxes):
        """Looks closely at each box: its face as a Detection, or None where there is none."""
        if not len(boxes):
            return []
        crops = [crop(image, box, self.close_margin, self.close_size) for box in boxes]
        values = network_input([picture for picture, _, _ in crops])
        outputs = self.session.run(None, {"images": values})
        found = []
        for box, (_, corner, step), scores, near, keypoints in zip(boxes, crops, *outputs):
            keep = scores >= self.candidate_score
            rows = np.concatenate([scores[keep, None], near[keep], keypoints[keep]], axis=1)
            rows[:, 1:] = rows[:, 1:] * step + np.tile(corner, 8)
            faces = [face for face in suppress(rows, self.overlap) if face.score >= self.score]
            # A neighbour may score higher than the face that was asked for.
            best = max(faces, key=lambda face: iou(box, face.box[None])[0], default=None)
            found.append(
                best if best and iou(box, best.box[None])[0] >= self.overlap else None
            )
        return found

    def detect(self, image):
        """Faces of a BGR or grey picture, best first."""
        image = as_bgr(image)
        rows = np.concatenate([self.search(image, side) for side in self.long_sides(image)])
        candidates = suppress(rows, self.overlap)
        found = self.look(image, [candidate.box for candidate in candidates])
        faces = [np.r_[face.score, face.box, face.keypoints.ravel()] for face in found if face]
        return suppress(np.array(faces).reshape(-1, 17), self.overlap)


def as_bgr(image):
    return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if image.ndim == 2 else image


def align(image, left_eye, right_eye, geometry=GEOMETRY, size=48):
    """The face turned, moved and scaled so that its eyes lie where `geometry` says.

    Without anti-aliasing a large face would be sampled at single pixels, so the picture is first
    shrunk by area averaging until one output pixel spans at most two of it.
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
