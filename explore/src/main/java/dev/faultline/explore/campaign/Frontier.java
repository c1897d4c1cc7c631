package dev.faultline.explore.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search that means to see everything, as engines see it that run several of its pieces at once:
 * it says what can be searched next, and adds up what came of it. What it comes to is what a search
 * by one thread comes to, world by world, wherever its pieces are run and in whatever order they
 * are learnt. Pieces are begun before it is known that they are needed; those that turn out not to
 * be are thrown away. Thread-safe.
 */
public interface Frontier {
  /**
   * Something to search: worlds with numbers from {@code from} up to {@code to}, {@code to}
   * excluded, or fewer. The numbers are right only as to how many there are.
   *
   * @param recipe what a JVM needs beside the plan
   */
  record Piece(int number, int from, int to, byte[] recipe) {}

  /**
   * The next piece to begin, or null when there is none before others have been learnt.
   *
   * @param runs how many it has at most
   */
  @Nullable Piece next(int runs);

  /**
   * Learns what a piece came to; ignored where it is known, or not needed any more.
   *
   * @param shown as the run of the piece gave it
   * @return worlds that follow those that were given before, without a gap
   */
  List<Part> learn(int number, Part part, byte[] shown);

  /**
   * How much of what {@link #next} was asked for a piece has done, to tell how large the next one
   * should be.
   */
  int runs(Part part, byte[] shown);

  /**
   * What found violations before its turn, for a search that is given up: what was found is not
   * thrown away. Its worlds have numbers above those of all that were given.
   */
  List<Part> found();

  /** Whether a piece that was begun is still needed. */
  boolean needs(int number);

  /** Whether there is nothing more to run. */
  boolean done();
}
