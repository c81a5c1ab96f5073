"""Learn: from measured effects to the lifts and options that the next plan uses."""
