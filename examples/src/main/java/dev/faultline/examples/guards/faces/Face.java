package dev.faultline.examples.guards.faces;

/** What two threads do with one guard at the same time. */
interface Face {
  void first();

  void second();

  /** What came of it, once both threads have ended. */
  int outcome();
}
