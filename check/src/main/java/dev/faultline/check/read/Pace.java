package dev.faultline.check.read;

/** Follows the progress of reading a file, and may stop it by throwing an exception. */
@FunctionalInterface
public interface Pace {

  /** Never stops the reading. */
  Pace UNBOUNDED = _ -> {};

  /** Called before each block is read, with the number of unpacked bytes before it. */
  void read(long bytes);
}
