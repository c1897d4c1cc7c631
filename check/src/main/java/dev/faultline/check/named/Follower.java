package dev.faultline.check.named;

import dev.faultline.check.Verdict;
import dev.faultline.check.read.RawListener;

/** Checks what it hears of a log. */
interface Follower extends RawListener {

  /** Whether nothing that comes can change the verdict. */
  boolean isDecided();

  /** What can be said so far. */
  Verdict verdict();
}
