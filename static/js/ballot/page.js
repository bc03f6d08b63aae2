// What the three pages of a ballot share: asking the server, telling the person, letting the page breathe.
export function part(id) {
  return document.getElementById(id);
}

export function show(element, visible = true) {
  element.hidden = !visible;
}

export function breathe() {
  return new Promise((resolve) => { window.setTimeout(resolve, 0); });
}

// The answer as an object; throws the server's own words when it refuses.
export async function ask(url, fields) {
  const options = { credentials: "same-origin", headers: { Accept: "application/json" } };
  if (fields) {
    options.method = "POST";
    options.body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value });
  }
  let answer;
  try {
    answer = await fetch(url, options);
  } catch {
    throw new Error("Không kết nối được với máy chủ. Hãy kiểm tra mạng rồi thử lại.");
  }
  const kind = answer.headers.get("Content-Type") || "";
  if (!kind.startsWith("application/json")) throw new Error("Máy chủ không trả lời đúng. Hãy tải lại trang, đăng nhập lại nếu cần.");
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error || "Máy chủ từ chối yêu cầu này.");
  return content;
}

export function tell(element, words, wrong = false) {
  element.textContent = words;
  element.classList.toggle("is-wrong", wrong);
  show(element, words !== "");
}

export function grouped(words) {
  return words.slice(0, 24).match(/.{4}/g).join(" ");
}
