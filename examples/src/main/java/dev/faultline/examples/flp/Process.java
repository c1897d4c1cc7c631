package dev.faultline.examples.flp;

import dev.faultline.core.Node;

/** A process that takes part in consensus. */
interface Process extends Node {
  /** The round that it is in, from 1. */
  int round();

  /** Whether it has decided. */
  boolean decided();
}
