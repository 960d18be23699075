// Loads the chat with the demo's agent when somebody starts it. Each browser is a user of its own, so that visitors do not
// see each other's conversations.

const demo = document.getElementById("demo");
const button = document.getElementById("chat");

function visitor() {
  const name = "proficient-visitor";
  const fresh = `visitor-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("")}`;
  try {
    const known = localStorage.getItem(name);
    if (known) return known;
    localStorage.setItem(name, fresh);
  } catch {
    // Storage is blocked: the conversations end with the page.
  }
  return fresh;
}

button.addEventListener("click", () => {
  if (window.Proficient) {
    window.Proficient.open();
    return;
  }
  button.disabled = true;
  const script = document.createElement("script");
  script.src = "/widget.js";
  script.dataset.apiKey = demo.dataset.apiKey;
  script.dataset.agentId = demo.dataset.agentId;
  script.dataset.userExternalId = visitor();
  script.dataset.open = "true";
  script.onload = () => {
    button.disabled = false;
  };
  script.onerror = () => {
    button.disabled = false;
    button.textContent = "Could not load the chat. Try again";
    script.remove();
  };
  document.body.append(script);
});
