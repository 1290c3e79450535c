"""Drives real browsers through WebDriver BiDi: start one with `driver.launch`, talk to it with `driver.bidi`."""
