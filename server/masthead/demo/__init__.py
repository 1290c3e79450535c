"""The demo: three invented outlets, their archived articles, and the pages a visitor can try Masthead on."""
