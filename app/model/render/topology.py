"""Which vertices of the MediaPipe face mesh are what. Left and right are the viewer's."""

import numpy as np

# The lips are four nested rows on each side; every row runs from the left corner to the right one without the corners.
UPPER_LIP_ROWS = (
    (191, 80, 81, 82, 13, 312, 311, 310, 415),  # inner edge
    (183, 42, 41, 38, 12, 268, 271, 272, 407),
    (184, 74, 73, 72, 11, 302, 303, 304, 408),
    (185, 40, 39, 37, 0, 267, 269, 270, 409),  # outer edge
)
LOWER_LIP_ROWS = (
    (95, 88, 178, 87, 14, 317, 402, 318, 324),
    (96, 89, 179, 86, 15, 316, 403, 319, 325),
    (77, 90, 180, 85, 16, 315, 404, 320, 307),
    (146, 91, 181, 84, 17, 314, 405, 321, 375),
)
LIP_CORNERS = ((78, 308), (62, 292), (76, 306), (61, 291))  # inner to outer
INNER_LEFT_CORNER, INNER_RIGHT_CORNER = 78, 308
UPPER_LIP = np.array([vertex for row in UPPER_LIP_ROWS for vertex in row])
LOWER_LIP = np.array([vertex for row in LOWER_LIP_ROWS for vertex in row])
UPPER_MIDDLE, LOWER_MIDDLE = 13, 14

# Skin between the lower lip and the chin: it belongs to the jaw alone.
CHIN_SKIN = np.array([18, 83, 182, 106, 313, 406, 335, 200, 201, 421, 194, 418, 204, 424, 199, 208, 428, 175, 171, 396])
# Skin between the nose and the upper lip: it belongs to the skull alone.
PHILTRUM_SKIN = np.array([164, 167, 393, 165, 391, 92, 322, 2, 97, 326, 98, 327, 94, 19, 1])
CHIN_TIP = 152

FACE_OVAL = np.array(
    [
        *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
        *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
    ]
)

# Lid edges from the left corner of the eye to the right one, corners included.
LEFT_EYE_UPPER = (33, 246, 161, 160, 159, 158, 157, 173, 133)
LEFT_EYE_LOWER = (33, 7, 163, 144, 145, 153, 154, 155, 133)
RIGHT_EYE_UPPER = (362, 398, 384, 385, 386, 387, 388, 466, 263)
RIGHT_EYE_LOWER = (362, 382, 381, 380, 374, 373, 390, 249, 263)
EYE_OUTLINES = ((LEFT_EYE_UPPER, LEFT_EYE_LOWER), (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER))
LEFT_IRIS = (468, 469, 470, 471, 472)  # centre first
RIGHT_IRIS = (473, 474, 475, 476, 477)

LEFT_BROW = (70, 63, 105, 66, 107, 46, 53, 52, 65, 55)
RIGHT_BROW = (336, 296, 334, 293, 300, 285, 295, 282, 283, 276)
LEFT_BROW_INNER = (107, 55, 66, 65)
RIGHT_BROW_INNER = (336, 285, 296, 295)
FOREHEAD = (9, 151, 108, 337, 69, 299, 104, 333, 68, 298, 71, 301)
EYE_SURROUND = (*LEFT_EYE_UPPER, *LEFT_EYE_LOWER, *RIGHT_EYE_UPPER, *RIGHT_EYE_LOWER)
MESH_VERTICES = 468
