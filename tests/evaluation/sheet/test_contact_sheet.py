"""The contact sheet, on the demo portrait."""

import cv2
import numpy as np

from app.core.portrait import Portrait
from app.evaluation.sheet.contact_sheet import make_page, sheet_summary
from app.evaluation.sheet.portraits import enlarged, glasses_and_beard, pencil, scripted_variants, sepia


def test_a_page_is_written_and_holds_what_it_shows(portrait, basis, finder, tmp_path):
    page = make_page(Portrait(portrait.rgb, tmp_path / "demo.png"), tmp_path, basis, finder)
    assert page.path == tmp_path / "demo.png"
    sheet = cv2.cvtColor(cv2.imread(str(page.path)), cv2.COLOR_BGR2RGB)
    assert sheet.shape[0] > 600
    assert sheet.shape[1] > 5 * 260
    assert (sheet < 200).any(axis=2).mean() > 0.4  # tiles, not paper
    assert str(page.path) in sheet_summary([page])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.png"]


def test_variants_keep_a_face_that_can_be_found(portrait, finder):
    before = finder.find(portrait)[0].landmarks
    names = []
    for variant in scripted_variants(portrait, finder):
        names.append(variant.name)
        found = finder.find(variant)[0].landmarks * (portrait.width / variant.width)
        assert np.median(np.linalg.norm(found[:, :2] - before[:, :2], axis=1)) < 6.0
    assert names == [f"the picture_{kind}.png" for kind in ("sepia", "pencil", "glasses_beard", "12_megapixels")]


def test_sepia_is_brown_and_pencil_is_grey(portrait):
    brown = sepia(portrait.rgb).reshape(-1, 3).mean(0)
    assert brown[0] > brown[1] > brown[2]
    drawn = pencil(portrait.rgb)
    assert (drawn == drawn[..., :1]).all()


def test_glasses_and_beard_are_dark_where_they_belong(portrait, finder):
    found = finder.find(portrait)[0]
    worn = glasses_and_beard(portrait.rgb, found)
    chin, lip = found.landmarks[[200, 17], :2].astype(int)
    assert worn[chin[1] - 3 : chin[1] + 3, chin[0] - 3 : chin[0] + 3].mean() < 100
    assert np.array_equal(worn[lip[1] - 3, lip[0]], portrait.rgb[lip[1] - 3, lip[0]])
    assert (worn != portrait.rgb).any(axis=2).mean() < 0.3


def test_enlarged_has_the_pixels_asked_for(portrait):
    large = enlarged(portrait.rgb, 1_000_000)
    assert abs(large.shape[0] * large.shape[1] - 1_000_000) < 3000
