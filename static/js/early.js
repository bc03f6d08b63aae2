// Runs before the page is drawn: tells the styles that scripts work, so that menus may fold on a phone.
document.documentElement.classList.add("js");
