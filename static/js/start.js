/* On the page where somebody starts: says whether the screen is narrow, so that the questions come one at a
   time there (assessments/responses/display.py). Nothing is kept but that, as a choice that can be taken back. */
const narrow = document.querySelector("#start input[name=narrow]");
if (narrow) {
  const screen = window.matchMedia("(max-width: 30rem)");
  const tell = () => {
    narrow.value = screen.matches ? "yes" : "";
  };
  tell();
  screen.addEventListener("change", tell);
}
