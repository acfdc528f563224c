"""What somebody sees who moves by Tab: where the focus is, and that nothing lies over it."""

# Of what has the focus, or of the label that stands for it: is it in view, is it marked, and does anything
# lie on it? Looked at in 9 places of each of its lines, as far as they are in view; in 5 where it is round.
# And what it is, to know when Tab comes round.
LOOK = """() => {
    const e = document.activeElement, here = e.outerHTML.slice(0, 150), radio = e.matches('.rung input');
    if (e === document.body) return ['', null];
    const seen = radio ? e.nextElementSibling : e, box = seen.getBoundingClientRect();
    const isRound = getComputedStyle(seen).borderRadius.includes('%');
    const ours = [e, seen, ...(e.labels || [])], faults = new Set();
    const tall = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    if (tall < Math.min(box.height, 60) - 1) faults.add(`${tall} of its ${box.height} pixels are in view`);
    if (box.left < -1 || box.right > innerWidth + 1) faults.add('out of view at the side');
    for (const line of seen.getClientRects()) {
        const left = Math.max(line.left, 0) + 3, right = Math.min(line.right, innerWidth) - 3;
        const top = Math.max(line.top, 0) + 3, bottom = Math.min(line.bottom, innerHeight) - 3;
        if (bottom <= top || right <= left) continue;
        const across = (left + right) / 2, down = (top + bottom) / 2;
        for (const x of [left, across, right])
            for (const y of [top, down, bottom]) {
                if (isRound && x !== across && y !== down) continue;
                const hit = document.elementFromPoint(x, y);
                if (ours.some(one => one.contains(hit))) continue;
                faults.add('covered by ' + (hit ? hit.outerHTML.slice(0, 80) : 'nothing'));
            }
    }
    const marks = () => (s => [s.outlineStyle, s.outlineWidth, s.boxShadow])(getComputedStyle(seen));
    const [style, width, shadow] = marks(), at = [scrollX, scrollY];
    e.blur();
    if ([style, width, shadow].join() === marks().join()) faults.add('looks the same without the focus');
    e.focus({preventScroll: true});
    scrollTo(...at);
    if (style === 'none' ? shadow === 'none' : parseFloat(width) < 2) faults.add('is marked too thinly');
    return [here, faults.size ? e.outerHTML.slice(0, 120) + ': ' + [...faults].join('; ') : null];
}"""


def focus_faults(page):
    """Goes through the whole page with Tab. What is wrong, of each thing that has the focus."""
    page.emulate_media(reduced_motion="reduce")  # else the page is still on its way to what has the focus
    page.wait_for_load_state()
    first, faults = None, []
    for _ in range(151):
        page.keyboard.press("Tab")
        here, fault = page.evaluate(LOOK)
        if first is None:
            assert here, f"nothing on {page.url} can have the focus"
            first = here
        elif here in (first, ""):
            return [fault for fault in faults if fault]
        faults.append(fault)
    raise AssertionError("Tab never came round")
