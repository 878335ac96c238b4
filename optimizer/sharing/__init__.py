"""Cost sharing: who pays what, why it is fair, and the proof."""
