"""Pictures of pages: what is said of two folders, and a file that stays as it is while its picture does."""

import pytest
from PIL import Image

from tests.pictures.comparing import (
    COLOURS,
    compare_folders,
    describe_difference,
    in_few_colours,
    write_small,
)

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def picture(*black, size=(20, 10)):
    made = Image.new("RGB", size, WHITE)
    for spot in black:
        made.putpixel(spot, BLACK)
    return made


def test_every_pixel_that_differs_counts_however_little():
    nearly = picture((3, 3))
    nearly.putpixel((5, 5), (255, 255, 254))
    assert describe_difference(picture(), picture()) == "same"
    assert describe_difference(picture(), nearly) == "pixels that differ: 2 (1.000%)"
    assert describe_difference(picture(), picture(size=(20, 11))) == "differs in size: 20×10, then 20×11"


def test_folders_are_compared_picture_by_picture(tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()
        picture().save(folder / "help.png")
    picture().save(before / "home.png")
    picture((0, 0)).save(after / "home.png")
    picture().save(before / "left.png")
    picture().save(after / "new.png")
    assert compare_folders(before, after) == {
        "help.png": "same",
        "home.png": "pixels that differ: 1 (0.500%)",
        "left.png": f"not in {after}",
        "new.png": f"not in {before}",
    }


def test_folders_without_pictures_are_not_called_the_same(tmp_path):
    with pytest.raises(ValueError, match="no pictures"):
        compare_folders(tmp_path, tmp_path / "mistyped")


def test_the_common_colours_stay_exactly_as_they_are():
    paper, ink = (247, 242, 231), (30, 27, 23)
    drawn = Image.new("RGB", (300, 100), paper)
    drawn.paste(ink, (0, 0, 300, 40))
    for shade in range(300):
        drawn.putpixel((shade, 50), (150, shade % 256, 120 + shade // 256))
    few = in_few_colours(drawn).convert("RGB")
    assert len(few.getcolors()) == COLOURS
    for box in ((0, 0, 300, 50), (0, 51, 300, 100)):
        assert describe_difference(drawn.crop(box), few.crop(box)) == "same"


def test_a_file_is_written_only_where_its_picture_has_changed(tmp_path):
    path = tmp_path / "results.png"
    assert write_small(picture((1, 1)), path)
    with Image.open(path) as stored:
        stored.save(path, compress_level=0)  # other bytes, the same picture
    as_stored = path.read_bytes()
    assert not write_small(picture((1, 1)), path)
    assert path.read_bytes() == as_stored
    assert write_small(picture((1, 1), (2, 2)), path)
    with Image.open(path) as stored:
        assert describe_difference(stored, picture((1, 1), (2, 2))) == "same"
