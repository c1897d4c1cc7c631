package dev.faultline.explore;

/**
 * Work that an {@link Engine} may have done in another JVM, which finds it by the name of its
 * class: public, with a public constructor without parameters. Thread-safe.
 */
public interface Errand {
  /** The answer, which must depend only on the request. */
  byte[] answer(byte[] request);
}
