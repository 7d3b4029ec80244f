"""The changes of the robustness table, each applied to the 48x48 crop after alignment.

Rotation is what alignment would undo; here it stands for eyes found wrongly.
"""

import cv2
import numpy as np


def unchanged(image, random):
    return image


def blurred(image, random):
    return cv2.GaussianBlur(image, (0, 0), 1.5)


def jpeg_quality_20(image, random):
    data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 20])[1]
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


def half_resolution(image, random):
    small = cv2.resize(image, (24, 24), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (48, 48), interpolation=cv2.INTER_LINEAR)


def dark(image, random):
    return (image.astype(np.float32) * 0.2).round().astype(np.uint8)


def noisy(image, random):
    noise = random.normal(0, 20, image.shape)
    return np.clip(image + noise, 0, 255).round().astype(np.uint8)


def rotation(degrees):
    def rotated(image, random):
        sign = random.choice([-1, 1])
        matrix = cv2.getRotationMatrix2D((23.5, 23.5), sign * degrees, 1)
        return cv2.warpAffine(image, matrix, (48, 48), borderMode=cv2.BORDER_REPLICATE)

    return rotated


def zoom(factor):
    def zoomed(image, random):
        matrix = cv2.getRotationMatrix2D((23.5, 23.5), 0, factor)
        return cv2.warpAffine(image, matrix, (48, 48), borderMode=cv2.BORDER_REPLICATE)

    return zoomed


def shifted(image, random):
    move = random.choice([-4.0, 4.0], 2)
    matrix = np.array([[1, 0, move[0]], [0, 1, move[1]]])
    return cv2.warpAffine(image, matrix, (48, 48), borderMode=cv2.BORDER_REPLICATE)


def left_covered(image, random):
    image = image.copy()
    image[:, :24] = 0
    return image


def right_covered(image, random):
    image = image.copy()
    image[:, 24:] = 0
    return image


CHANGES = {
    "unchanged": unchanged,
    "blur, deviation 1.5 pixels": blurred,
    "JPEG quality 20": jpeg_quality_20,
    "half resolution": half_resolution,
    "darkness, a fifth of the light": dark,
    "noise, deviation 20 of 255": noisy,
    "rotation 15 degrees": rotation(15),
    "rotation 30 degrees": rotation(30),
    "zoom 0.8": zoom(0.8),
    "zoom 1.25": zoom(1.25),
    "shift 4 pixels both ways": shifted,
    "left half covered": left_covered,
    "right half covered": right_covered,
}
