package dev.faultline.check.read;

/** Hears how far a file has been read, and may end the reading by an exception of its own. */
@FunctionalInterface
public interface Pace {

  /** Lets everything be read. */
  Pace UNBOUNDED = _ -> {};

  /** Called before each block is read, with the number of unpacked bytes before it. */
  void read(long bytes);
}
