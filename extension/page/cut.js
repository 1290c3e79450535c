/**
 * Shapes that leave nothing of a box: the clip and clip-path that style sheets use to hide text from the eye only.
 */
const mastheadCut = (() => {
  const { boxOf } = mastheadGenuine;

  /** Pixels of a cutting below which nobody reads. */
  const SMALLEST = 3;

  /** @param {string} clip "auto", or "rect(top, right, bottom, left)" */
  function cutToNothing(clip) {
    if (clip === "auto") return false;
    const [top, right, bottom, left] = numbersIn(clip);
    return right - left < SMALLEST || bottom - top < SMALLEST;
  }

  /** @param {string} text "auto" counts as no number, so that nothing is smaller or larger */
  const numbersIn = (text) => (text.match(/-?[\d.]+(?:e-?\d+)?|auto/g) ?? []).map(Number);

  /**
   * @param {string} clipPath computed
   * @param {Element} element
   */
  function leavesNothing(clipPath, element) {
    const [, shape, inside] = /^([a-z]+)\(([^()]*)\)/.exec(clipPath) ?? [];
    if (shape === "circle" || shape === "ellipse")
      return inside
        .split(" at ")[0]
        .split(" ")
        .some((r) => parseFloat(r) === 0);
    if (shape === "polygon") {
      const points = inside.split(",").map((point) => numbersIn(point));
      return [0, 1].some((axis) => {
        const along = points.map((point) => point[axis]);
        return Math.max(...along) - Math.min(...along) < 1;
      });
    }
    if (shape !== "inset") return false;
    const [top, right = top, bottom = top, left = right] = inside.split(" round")[0].split(" ");
    const { width, height } = boxOf(element);
    /** @param {string} length @param {number} of */
    const pixels = (length, of) => (length.endsWith("%") ? of / 100 : 1) * parseFloat(length);
    return (
      width - pixels(left, width) - pixels(right, width) < 1 ||
      height - pixels(top, height) - pixels(bottom, height) < 1
    );
  }

  return { cutToNothing, leavesNothing };
})();
