package dev.faultline.explore.search;

/** Worlds of a search in a JVM that does not plan them. Thread-safe. */
public interface Following extends Source {
  /** What the worlds showed that ran so far, for {@link dev.faultline.explore.campaign.Search}. */
  byte[] shown();
}
