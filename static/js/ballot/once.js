// An answer to a sent form is kept by no cache, so that nobody finds a paper or a receipt by going back. Without this line the
// browser would show its own error page there; with it, going back asks for the address anew and the page says what holds.
window.history.replaceState(null, "", window.location.href);
