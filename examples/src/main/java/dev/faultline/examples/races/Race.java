package dev.faultline.examples.races;

/** What two threads do at the same time, in plain Java. */
interface Race {
  void first();

  void second();

  /** What came of it, once both threads have ended. */
  int outcome();
}
