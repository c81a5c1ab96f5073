"""The report's sections: each answers one question in its title and shows what it rests on."""
