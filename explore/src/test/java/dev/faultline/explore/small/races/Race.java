package dev.faultline.explore.small.races;

/** What threads of one node do at once. */
public interface Race {
  void run(int thread);

  /** What came of it, once all threads have ended. */
  Object outcome();
}
