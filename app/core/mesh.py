"""Contours of the 478-point MediaPipe face mesh. Left and right are the viewer's."""

MESH_VERTICES = 468  # besides the ten of the irises

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
UPPER_LIP_MIDDLE, LOWER_LIP_MIDDLE = 13, 14  # of the inner edges
LIP_CORNERS = ((78, 308), (62, 292), (76, 306), (61, 291))  # inner to outer

FACE_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)

# Lid edges from the left corner of the eye to the right one, corners included.
LEFT_EYE_UPPER = (33, 246, 161, 160, 159, 158, 157, 173, 133)
LEFT_EYE_LOWER = (33, 7, 163, 144, 145, 153, 154, 155, 133)
RIGHT_EYE_UPPER = (362, 398, 384, 385, 386, 387, 388, 466, 263)
RIGHT_EYE_LOWER = (362, 382, 381, 380, 374, 373, 390, 249, 263)
LEFT_BROW = (70, 63, 105, 66, 107, 46, 53, 52, 65, 55)
RIGHT_BROW = (336, 296, 334, 293, 300, 285, 295, 282, 283, 276)
LEFT_BROW_INNER = (107, 55, 66, 65)
RIGHT_BROW_INNER = (336, 285, 296, 295)
LEFT_IRIS = (468, 469, 470, 471, 472)  # centre first
RIGHT_IRIS = (473, 474, 475, 476, 477)
