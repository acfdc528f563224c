/* How much is asked in all, kept up to date while frameworks are ticked. Without this, it says what was ticked when the
   page was made. */
const sum = document.getElementById("sum");
const boxes = [...document.querySelectorAll("input[data-questions]")];

function tell() {
  const ticked = boxes.filter((box) => box.checked);
  const total = (name) => ticked.reduce((all, box) => all + Number(box.dataset[name]), 0);
  const questions = total("questions");
  sum.firstElementChild.textContent = questions
    ? sum.dataset.sum
      .replace("{questions}", questions)
      .replace("{least}", Math.ceil(total("quick") / 60))
      .replace("{most}", Math.ceil(total("slow") / 60))
    : sum.dataset.none;
  document.getElementById("sum-long").hidden = questions <= Number(sum.dataset.many);
}

for (const box of boxes) box.addEventListener("change", tell);
if (boxes.some((box) => box.checked !== box.defaultChecked)) tell(); // ticked before this was read, or restored by the browser
